"""Commands on needs, incidents, tasks and the notice about a child."""
