"""Every write of settlement, by what it is about."""
