"""Carrying files: fetched, weighed, cleaned, and kept or passed on."""
