"""What readers saw and opened, and the daily tally of it. Nothing is noted of readers who opted out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select, update

from backend.accounts.queries import lock_user
from backend.catalog.queries import titles_of
from backend.core.database import db
from backend.recommendations.models import RecommendationDaily, RecommendationRun, RecommendationShown
from backend.recommendations.queries import counted_since, find_latest_sighting, find_sightings, new_likes
from backend.recommendations.rules import OPEN_DAYS, SHOWN_DAYS


@dataclass(frozen=True)
class Sighting:
    """A book that a reader was shown: on which shelf, and what put it there."""

    book_id: int
    shelf: str
    source: str
    run_id: int | None


@dataclass(frozen=True)
class Tally:
    """What a tally did: rows of daily counts written, likes noted, single sightings that were too old."""

    counts: int
    likes: int
    removed: int


def note_shown(user_id: int, sightings: Sequence[Sighting], day: date, at: datetime) -> None:
    """Note each book once a day and shelf. Books that are not there are ignored; an unknown run counts as none."""
    # Locked: who opts out at this moment leaves nothing behind, and a page that reports twice is counted once.
    if not lock_user(user_id).personalised:
        return
    known = titles_of({sighting.book_id for sighting in sightings})
    runs = _known_runs({sighting.run_id for sighting in sightings if sighting.run_id is not None})
    noted = find_sightings(user_id, known, day)
    for sighting in sightings:
        if sighting.book_id not in known or (sighting.book_id, sighting.shelf) in noted:
            continue
        noted.add((sighting.book_id, sighting.shelf))
        values = {**asdict(sighting), "run_id": sighting.run_id if sighting.run_id in runs else None}
        db.session.add(RecommendationShown(user_id=user_id, day=day, shown_at=at, **values))


def note_opened(user_id: int, book_id: int, shelf: str, day: date, at: datetime) -> None:
    """Note that a reader opened a book he was shown, today or lately; the first time counts."""
    lock_user(user_id)
    sighting = find_latest_sighting(user_id, book_id, shelf, day - timedelta(days=OPEN_DAYS))
    if sighting is not None and sighting.opened_at is None:
        sighting.opened_at = at


def tally(days: int, today: date) -> Tally:
    """Count the last `days` days (today included) anew, and remove single sightings that are too old.

    Running it again gives the same figures. `days` is at most SHOWN_DAYS: older days cannot be counted any more.
    """
    if not 1 <= days <= SHOWN_DAYS:
        raise ValueError(f"days must be 1 to {SHOWN_DAYS}")
    first_day = today - timedelta(days=days - 1)
    likes = new_likes(first_day)
    for like in likes:
        noted = update(RecommendationShown).where(RecommendationShown.id == like.shown_id).values(liked_at=like.at)
        db.session.execute(noted)
    db.session.execute(delete(RecommendationDaily).where(RecommendationDaily.day >= first_day))
    rows = [{**asdict(count), "run_id": count.run_id or 0} for count in counted_since(first_day)]
    if rows:
        db.session.execute(insert(RecommendationDaily), rows)
    too_old = RecommendationShown.day < today - timedelta(days=SHOWN_DAYS)
    removed = db.session.scalars(select(RecommendationShown.id).where(too_old)).all()
    db.session.execute(delete(RecommendationShown).where(too_old))
    return Tally(len(rows), len(likes), len(removed))


def _known_runs(run_ids: set[int]) -> set[int]:
    if not run_ids:
        return set()
    return set(db.session.scalars(select(RecommendationRun.id).where(RecommendationRun.id.in_(run_ids))))
