"""Shapes of what the office asks and is answered."""
