"""Every write of notes, by what it is about."""
