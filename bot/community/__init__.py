"""Who is who: the directory as the bot remembers it."""
