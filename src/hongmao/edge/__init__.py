"""The edge: redirects and beacons, and nothing else."""
