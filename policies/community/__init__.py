"""People, organisations, places and the agreements between them."""
