"""How the outside speaks: one door for each neighbour; translates, and nothing else."""
