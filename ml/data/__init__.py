"""From rows of the database to checked, split arrays."""
