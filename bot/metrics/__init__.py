"""What Prometheus is told: how much, how fast and how old, never who or what."""
