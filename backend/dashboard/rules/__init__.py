"""Ranges and their stretches, and what a kiosk is not told."""
