"""From files to typed tables. Knows nothing of measures or screens."""
