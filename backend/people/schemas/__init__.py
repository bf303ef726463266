"""Shapes of the office's routes about accounts."""
