"""The journal: storing events, and nothing else."""
