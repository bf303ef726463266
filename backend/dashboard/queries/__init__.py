"""What the screen shows, and what it is counted from."""
