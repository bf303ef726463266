"""Shapes of the routes of lending."""
