"""Commissions: what each order pays, to whom, and the transfers that carry it."""
