"""Who takes part: readers, creators, brands' teams, operators; and who did what."""
