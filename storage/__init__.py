"""What is remembered: plain above, sealed below."""
