"""What a source does with its own: answers to what waits, labels given later, recall."""
