"""What is handed on as a paper: made of what a release prints and of what people wrote, and of nothing else."""
