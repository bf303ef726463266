"""What a reader brings from other sites, takes away from here, and leaves behind."""
