"""Every read of settlement, by what it is about."""
