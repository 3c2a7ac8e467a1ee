"""How fast the community's pages are with very many notes."""
