"""Six models of credit over millions of touches."""
