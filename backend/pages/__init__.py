"""The built single-page app, and what a page shows before its scripts have arrived."""
