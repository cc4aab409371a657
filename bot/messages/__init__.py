"""One message's way: from what was said to its copies everywhere."""
