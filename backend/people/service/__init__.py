"""Closing accounts for their readers, and making one of two."""
