"""One noun each, owning its tables."""
