"""A member: a person who acts, and what they write about themself."""
