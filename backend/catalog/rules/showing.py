"""When readers see what the staff has put together."""

from datetime import date

STANDINGS = DRAFT, COMING, NOW, PAST = ("draft", "coming", "now", "past")


def standing_of(published: bool, starts_on: date | None, ends_on: date | None, today: date) -> str:
    """Both days belong to it; none: since ever, for ever."""
    if not published:
        return DRAFT
    if starts_on is not None and today < starts_on:
        return COMING
    return PAST if ends_on is not None and ends_on < today else NOW
