"""The command line: parse, call once, show."""
