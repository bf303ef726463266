"""Changing what readers think, and what follows from it."""

from backend.engagement.service.checking import mend_stars, wrong_stars
from backend.engagement.service.opinions import (
    MyLike,
    MyRating,
    choose_categories,
    forget_views,
    like_book,
    rate_book,
    record_view,
    take_back_rating,
    unlike_book,
)
from backend.engagement.service.trends import rank_books

__all__ = [
    "MyLike",
    "MyRating",
    "choose_categories",
    "forget_views",
    "like_book",
    "mend_stars",
    "rank_books",
    "rate_book",
    "record_view",
    "take_back_rating",
    "unlike_book",
    "wrong_stars",
]
