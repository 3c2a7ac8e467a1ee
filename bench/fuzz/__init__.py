"""Malformed requests by the million: no crash, no hang, no 5xx, no growth."""
