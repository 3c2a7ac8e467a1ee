"""Things that scenes are put together from; each is drawn standing on the origin, up is minus y."""
