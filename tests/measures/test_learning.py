"""Learning from serious incidents and reviews."""
