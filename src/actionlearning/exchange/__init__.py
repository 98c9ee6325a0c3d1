"""Taking things out of a journal in forms that other programs read."""
