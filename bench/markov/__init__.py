"""Markov credit beside ChannelAttribution, and for every note."""
