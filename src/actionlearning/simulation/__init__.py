"""The simulation: invented programmes, decided by the library's own rules, for whoever needs a journal of any size."""
