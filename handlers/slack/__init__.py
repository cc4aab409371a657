"""The door to a Slack workspace."""
