"""Alerts as data: what they are, what may become of them, and who is to answer."""
