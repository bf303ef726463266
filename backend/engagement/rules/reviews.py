"""When a review is seen by others, and what makes the library look at it first."""

from datetime import timedelta
from typing import Literal, get_args

Visibility = Literal["private", "public"]
PRIVATE: Visibility
PUBLIC: Visibility
PRIVATE, PUBLIC = get_args(Visibility)
State = Literal["published", "held", "hidden"]
PUBLISHED: State
HELD: State
HIDDEN: State
PUBLISHED, HELD, HIDDEN = get_args(State)
Reason = Literal["spam", "offensive", "spoiler", "off_topic", "personal_data", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)

# So many readers who report a review take it off the page until somebody of the library has looked at it.
REPORTS_TO_HOLD = 3
# A review that its reader took back can be brought back with its votes for so long.
TIME_TO_RESTORE = timedelta(hours=1)


def state_after_edit(state: State, words_found: bool) -> State:
    """A public review with a word of the filter waits; so does one that was hidden and is written anew, and one that
    waited already."""
    return PUBLISHED if state == PUBLISHED and not words_found else HELD
