"""The door to Telegram through one bot."""
