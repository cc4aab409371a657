"""Times as people write them: instants, series, windows, elections."""
