"""The report: one self-contained page about a programme, a set, a member or a candidate, for one kind of reader."""
