"""Finding books: search, suggestions, shelves. It looks into the catalogue and into what readers did."""
