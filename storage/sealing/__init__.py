"""Keys, records and padding: what lies on the disk tells a thief nothing."""
