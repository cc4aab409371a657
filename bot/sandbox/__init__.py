"""Stand-ins for Slack and Telegram on loopback; they import nothing of the rest of the house."""
