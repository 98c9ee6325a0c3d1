"""A set: peers who meet with an adviser under a contract, session by session."""
