"""Who is on duty, and whether anybody is when it matters."""
