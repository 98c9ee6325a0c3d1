"""The story that ``actionlearning demo`` tells: a year of action learning at Calder Vale NHS Trust, as a script."""
