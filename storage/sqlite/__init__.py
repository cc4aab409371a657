"""Everything that is SQLite's own."""
