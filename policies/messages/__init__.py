"""What a message is, once it is trusted."""
