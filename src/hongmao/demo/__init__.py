"""A community to try Hongmao in: content made for the purpose, a sandbox marketplace, readers."""
