"""What holds in the shop, as plain Python."""
