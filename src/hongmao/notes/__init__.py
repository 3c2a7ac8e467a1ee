"""Notes and their pictures: what readers come for."""
