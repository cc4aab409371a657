"""What shows the whole of it: the pinned status, the home, histories and figures."""
