"""Who may have what: the one decision for every way out."""
