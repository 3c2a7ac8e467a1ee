"""Closing a month of a million order lines: how long, and in how much memory."""
