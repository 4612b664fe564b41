"""People who work with children: allegations and training."""
