"""The words and rules of action learning; no clock, no store, nothing but attrs and the standard library."""
