"""Lending, and what belongs to it. Import from the modules: each is a subject of its own."""
