"""Models of credit over journeys: pure arithmetic on arrays, no files, no SQL."""
