"""What it costs to judge a user agent that was not seen before."""
