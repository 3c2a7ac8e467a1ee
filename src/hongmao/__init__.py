"""Hongmao (红猫): a content community earns from the shopping its notes inspire, without a shop."""

__version__ = "0.1.0"
