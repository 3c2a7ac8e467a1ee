"""Server-to-server postbacks: any network that calls a URL when a click led to a sale."""
