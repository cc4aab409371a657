"""What the bot says to people, by wing: each sentence whole, English beside its use."""
