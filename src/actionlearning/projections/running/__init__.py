"""Materialised projections at work: catching up, following, rebuilding, and how far they are."""
