"""What can be done with needs, incidents, tasks and the notice about a child."""
