"""Documents that people keep, as PDF: what they say comes from rows that are never changed."""
