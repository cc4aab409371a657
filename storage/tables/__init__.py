"""The tables, a file for each subject."""
