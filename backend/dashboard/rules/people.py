"""Counts of people: in which band somebody is, and what a kiosk is told."""

from collections.abc import Sequence
from dataclasses import dataclass

BANDS = (
    *(("0-6", 6), ("7-12", 12), ("13-17", 17), ("18-24", 24), ("25-34", 34), ("35-44", 44), ("45-54", 54)),
    *(("55-64", 64), ("65+", 200)),
)
UNKNOWN = "unknown"
# A kiosk is told no smaller count of people.
FEWEST = 5


@dataclass(frozen=True)
class People:
    """A count of people; None where it is suppressed."""

    value: int | None
    suppressed: bool = False


def band_of(birth_year: int | None, this_year: int) -> str:
    """By the age that is reached this year."""
    if birth_year is None or birth_year > this_year:
        return UNKNOWN
    return next((band for band, oldest in BANDS if this_year - birth_year <= oldest), UNKNOWN)


def years_of_band(band: str, this_year: int) -> tuple[int, int] | None:
    """The first and the last year of birth of a band; None for those whose age nobody knows."""
    youngest = 0
    for name, oldest in BANDS:
        if name == band:
            return this_year - oldest, this_year - youngest
        youngest = oldest + 1
    return None


def told(count: int, kiosk: bool) -> People:
    """Less than five people are nobody's business on a wall."""
    return People(None, True) if kiosk and count < FEWEST else People(count)


def told_parts(counts: Sequence[int], kiosk: bool) -> list[People]:
    """The parts of a whole that is known: one that is suppressed alone could be worked out from the others, so the next
    smallest goes with it."""
    found = [told(count, kiosk) for count in counts]
    hidden = [place for place, people in enumerate(found) if people.suppressed]
    if len(hidden) == 1 and len(counts) > 1 and counts[hidden[0]] > 0:
        rest = [place for place in range(len(counts)) if place != hidden[0]]
        found[min(rest, key=lambda place: counts[place])] = People(None, True)
    return found


def change_of(now: int, before: int | None) -> float | None:
    """0.25: a quarter more than before; None where there was nothing to compare with."""
    return round((now - before) / before, 4) if before else None
