"""The demo in a browser: rooms of both platforms side by side, and what the bot did with a text."""
