"""Reading what the training job has written, and what readers said and did about it."""

from backend.recommendations.queries.entries import BookTitle, Entry, ReaderList, Reason
from backend.recommendations.queries.figures import (
    Measure,
    NewLike,
    counted_since,
    find_latest_sighting,
    find_sighting_before,
    find_sightings,
    measures,
    new_likes,
)
from backend.recommendations.queries.lists import list_for
from backend.recommendations.queries.neighbours import Shelf, also_liked_books, similar_books
from backend.recommendations.queries.onboarding import Onboarding, onboarding_of
from backend.recommendations.queries.runs import RunNotFound, get_run, has_rows, published_run, runs_page
from backend.recommendations.queries.taste import CategoryShare, DismissedBook, Signal, Taste, dismissals_of, taste_of
from backend.recommendations.queries.timeline import Timeline, timeline_of

__all__ = [
    "BookTitle",
    "CategoryShare",
    "DismissedBook",
    "Entry",
    "Measure",
    "NewLike",
    "Onboarding",
    "ReaderList",
    "Reason",
    "RunNotFound",
    "Shelf",
    "Signal",
    "Taste",
    "Timeline",
    "also_liked_books",
    "counted_since",
    "dismissals_of",
    "find_latest_sighting",
    "find_sighting_before",
    "find_sightings",
    "get_run",
    "has_rows",
    "list_for",
    "measures",
    "new_likes",
    "onboarding_of",
    "published_run",
    "runs_page",
    "similar_books",
    "taste_of",
    "timeline_of",
]
