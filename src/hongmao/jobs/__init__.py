"""The worker's jobs: publish links, fill the lake, pull orders, match them, keep the books.

Each is safe to run twice and to kill at any point.
"""
