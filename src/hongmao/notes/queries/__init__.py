"""Every read of notes, by what it is about."""
