"""What people might do next: the usual things in a usual order, and the twists that make them wrong."""
