"""Finding accounts for the office, and what two accounts of one person have."""
