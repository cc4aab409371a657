"""A Slack workspace on loopback: Web API and Socket Mode."""
