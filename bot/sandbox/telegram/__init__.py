"""Telegram's Bot API on loopback."""
