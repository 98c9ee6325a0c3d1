"""A candidate: a person working for a qualification, from the check of their capability to the credit."""
