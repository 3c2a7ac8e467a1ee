"""The seeding report: what notes, creators and campaigns came to, restated as it grows."""
