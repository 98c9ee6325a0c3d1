"""Audit: one Merkle tree over the whole journal, signed checkpoints of it, and bundles that anybody can verify without us."""
