"""Placements, the links they mint, the adzones they lease, and the snapshot that edges read."""
