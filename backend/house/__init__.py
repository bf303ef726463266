"""What the library says of itself: its name, where it is, and how its pages greet."""
