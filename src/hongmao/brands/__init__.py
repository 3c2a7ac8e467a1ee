"""Brands, their stores and products; admission to the pilot; campaigns and their terms."""
