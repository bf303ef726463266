"""Counting days that are over, and the links of kiosks."""
