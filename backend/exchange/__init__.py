"""Records of books in and out: CSV, MARC 21 and MARCXML."""
