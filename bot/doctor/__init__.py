"""What is not as it must be, and what to do about it: facts become findings, subject by subject."""
