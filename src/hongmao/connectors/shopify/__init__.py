"""Shopify: orders come to us as signed webhooks; there is no feed to pull."""
