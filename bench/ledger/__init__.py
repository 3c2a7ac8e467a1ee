"""What the ledger's constraints cost."""
