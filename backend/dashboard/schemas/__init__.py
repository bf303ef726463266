"""Shapes of the big screen, of the lists behind its figures, and of the links of kiosks."""
