"""A project for the bench."""
