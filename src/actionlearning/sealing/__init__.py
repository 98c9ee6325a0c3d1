"""Sealing: personal text and its keys."""
