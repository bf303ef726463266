"""What readers say about their recommendations, what they do with them, and which run is shown."""

from backend.recommendations.service import borrowings
from backend.recommendations.service.choices import (
    dismiss_book,
    exclude_from_taste,
    finish_onboarding,
    include_in_taste,
    personalise,
    undo_dismissal,
)
from backend.recommendations.service.runs import RunNotKept, roll_back
from backend.recommendations.service.sightings import Sighting, Tally, note_opened, note_shown, tally

__all__ = [
    "RunNotKept",
    "Sighting",
    "Tally",
    "borrowings",
    "dismiss_book",
    "exclude_from_taste",
    "finish_onboarding",
    "include_in_taste",
    "note_opened",
    "note_shown",
    "personalise",
    "roll_back",
    "tally",
    "undo_dismissal",
]
