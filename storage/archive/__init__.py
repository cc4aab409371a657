"""Backups: a database as one sealed file that either kind of database can be made of again."""
