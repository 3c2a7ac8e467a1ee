"""Accounts as people meet them: signing up, logging in, and the settings of an account."""
