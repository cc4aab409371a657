"""`tocsin init`: what is missing is made, in a conversation or without; nothing is written over."""
