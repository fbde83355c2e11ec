"""The views of messages: a case's page at the desk, and the webhook for providers in the public process."""
