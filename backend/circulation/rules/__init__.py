"""What holds in lending whatever the database."""
