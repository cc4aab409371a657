"""What the bot says in other languages than English: a catalogue for each."""
