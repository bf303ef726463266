"""Shapes of the engagement routes."""
