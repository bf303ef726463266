"""What holds for books whatever the database: numbers, titles, ratings, words."""

from backend.catalog.rules.isbn import isbn10_of, isbn13_of
from backend.catalog.rules.ratings import bar_of, bars_of, is_half, rating_mean, rating_score
from backend.catalog.rules.titles import YEAR_MAX, YEAR_MIN, sort_title, year_is_possible

__all__ = [
    "YEAR_MAX",
    "YEAR_MIN",
    "bar_of",
    "bars_of",
    "is_half",
    "isbn10_of",
    "isbn13_of",
    "rating_mean",
    "rating_score",
    "sort_title",
    "year_is_possible",
]
