"""What is done when something happens, and the program."""
