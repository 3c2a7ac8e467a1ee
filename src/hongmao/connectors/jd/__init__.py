"""JD, through the methods of JD Union on JD's open gateway."""
