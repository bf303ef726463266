"""Shapes of the recommendation routes."""
