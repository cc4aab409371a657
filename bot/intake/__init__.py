"""Reports: taken in, worked from one board, verified, and promoted where they must be."""
