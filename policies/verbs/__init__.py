"""What people may tell the bot, by wing: each command is declared once."""
