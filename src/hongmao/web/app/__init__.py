"""Hongmao as an app: what a phone installs, and what it reads without a network."""
