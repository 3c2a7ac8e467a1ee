"""What a redirect costs, beside nginx on the same core in the same minute."""
