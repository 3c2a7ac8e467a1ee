"""How right the matcher is as rivals grow, and how fast."""
