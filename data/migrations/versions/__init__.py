"""One module per change of the tables; each names the one before it."""
