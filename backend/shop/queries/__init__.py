"""What is read of the shop."""
