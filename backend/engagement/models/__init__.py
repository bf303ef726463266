"""What readers think of books, how far they are with them, what they write, and what they looked at."""

from backend.engagement.models.opinions import BookFavourite, BookLike, BookView, FavouriteCategory, Rating
from backend.engagement.models.reading import BookNote, PastReading, Reading
from backend.engagement.models.reviews import FilterWord, Review, ReviewEdit, ReviewReport, ReviewVote

__all__ = [
    "BookFavourite",
    "BookLike",
    "BookNote",
    "BookView",
    "FavouriteCategory",
    "FilterWord",
    "PastReading",
    "Rating",
    "Reading",
    "Review",
    "ReviewEdit",
    "ReviewReport",
    "ReviewVote",
]
