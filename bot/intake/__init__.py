"""What is done about reports: taken in, looked at, verified, made alerts."""
