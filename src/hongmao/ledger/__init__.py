"""Double entry: accounts by name, transfers whose entries sum to zero, corrections as new ones."""
