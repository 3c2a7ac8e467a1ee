"""Searching many notes: how long the index takes, and a question."""
