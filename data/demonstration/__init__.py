"""How the invented partnership comes about: families, what happens to them, and the files of it."""
