"""Analytical questions over the lake, as plain SQL. It reads; it never moves money."""
