"""Words and decisions: pure, without I/O, clock, chance or logs."""
