"""A second, plain account of the rules: what is known of a journal from the commands it accepted, and what it must say next."""
