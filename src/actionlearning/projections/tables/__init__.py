"""The tables for people: what one would want in a spreadsheet, a notebook or a BI tool, a room for each topic."""
