"""Reports: what is taken in to be looked at, who may know of it, and how it stands on a board."""
