"""A copy of everything the library holds, made while it runs, and the library again from it, on either database."""
