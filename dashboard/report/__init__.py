"""Papers to hand on: made of what a release prints and of what people wrote, and of nothing else."""
