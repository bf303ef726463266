"""Shapes of what the shop is asked and answers."""
