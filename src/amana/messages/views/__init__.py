"""The faces of messages: a case's page at the desk, and the door for providers in the public process."""
