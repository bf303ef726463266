"""The books as the taste model sees them: what is hidden about each, and the day the library got it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from backend.seed.books import SeedBook

ERAS = ("before 1850", "1850-1949", "1950-1989", "1990-2009", "since 2010")
# Nobody knows these works' year to the day, but everyone knows that they are old.
_ERA_ENDS = (1850, 1950, 1990, 2010)
# Books nearly everybody has heard of, by language and title; so many times as popular as chance made them.
WELL_KNOWN = Path(__file__).with_name("well_known.txt")
FAME = 4.0
NEW_DAYS, NEW_BOOKS, ALL_DAYS = 30, 30, 3 * 365


@dataclass(frozen=True)
class Volume:
    """One book on the simulated shelf."""

    book: SeedBook
    added_on: date
    quality: float
    popularity: float
    tone: tuple[float, float]

    @property
    def main(self) -> str:
        return self.book.categories[0]

    @cached_property
    def era(self) -> str:
        year = self.book.published_year
        return ERAS[0] if year is None else ERAS[sum(year >= end for end in _ERA_ENDS)]


class Shelf:
    """All volumes in the order the library got them, and who stands near whom."""

    def __init__(self, volumes: list[Volume], tops: Mapping[str, str]) -> None:
        self.volumes = sorted(volumes, key=lambda volume: (volume.added_on, volume.book.edition))
        self.tops = tops
        self.days = [volume.added_on for volume in self.volumes]
        # One volume for each combination of categories.
        self.kinds = {volume.book.categories: volume for volume in self.volumes}
        self.by_person: dict[str, list[int]] = defaultdict(list)
        self.by_leaf: dict[str, list[int]] = defaultdict(list)
        self.by_work: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, volume in enumerate(self.volumes):
            self.by_leaf[volume.main].append(index)
            self.by_work[volume.book.work].append(index)
            for author in volume.book.authors:
                self.by_person[author.person].append(index)

    def owned_on(self, day: date) -> int:
        """How many volumes, from the first, the library had on that day."""
        return bisect_right(self.days, day)


def make_shelf(books: list[SeedBook], tops: Mapping[str, str], today: date, seed: int) -> Shelf:
    """Draw what is hidden about every book. A book's own numbers do not change when other books are added."""
    famous = {tuple(line.split(" ", 1)) for line in WELL_KNOWN.read_text(encoding="utf-8").splitlines()}
    days = _days_added(len(books), today, Random(f"{seed}:added"))
    volumes = [
        _volume(book, day, (book.language, book.title) in famous, seed) for book, day in zip(books, days, strict=True)
    ]
    return Shelf(volumes, tops)


def _volume(book: SeedBook, added_on: date, famous: bool, seed: int) -> Volume:
    rng = Random(f"{seed}:book:{book.language}:{book.title}")
    author = Random(f"{seed}:author:{book.authors[0].person}")
    quality = 0.5 * author.gauss(0, 1) + 0.8 * rng.gauss(0, 1) + (0.5 if famous else 0.0)
    popularity = rng.lognormvariate(0.25 * quality, 0.6) * (FAME if famous else 1.0)
    tone = (0.8 * author.gauss(0, 1) + 0.5 * rng.gauss(0, 1), 0.8 * author.gauss(0, 1) + 0.5 * rng.gauss(0, 1))
    return Volume(book, added_on, quality, popularity, tone)


def _days_added(count: int, today: date, rng: Random) -> list[date]:
    """The opening stock three years ago and purchases since, about thirty of them in the last thirty days."""
    new = min(NEW_BOOKS, count)
    ages = [rng.randrange(NEW_DAYS) for _ in range(new)]
    ages += [NEW_DAYS + int((ALL_DAYS - NEW_DAYS) * rng.random() ** 0.6) for _ in range(count - new)]
    rng.shuffle(ages)
    return [today - timedelta(days=age) for age in ages]
