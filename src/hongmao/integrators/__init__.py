"""Other communities that show our cards: who they are, and what their posts are here."""
