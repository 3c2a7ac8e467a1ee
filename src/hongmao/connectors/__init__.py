"""Connectors: each turns one marketplace's wire format into core's words, and keeps no state."""
