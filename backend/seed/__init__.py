"""The demonstration library: real books, simulated readers and their ratings (`flask seed`)."""
