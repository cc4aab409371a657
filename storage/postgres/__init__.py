"""Everything that is PostgreSQL's own."""
