"""A problem: one member brings it, the set questions it, action moves it."""
