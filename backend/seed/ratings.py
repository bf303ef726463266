"""A reader's walk through the shelf: which book next, and how many stars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, islice
from random import Random

from backend.seed.readers import SimulatedReader
from backend.seed.shelf import Shelf
from backend.seed.taste import LEAF_WARMTH, LEAF_WARMTH_TIMES, TWIN, draw_index

# Of the books with five stars.
LIKE_SHARE = 0.25


@dataclass(frozen=True)
class SimulatedRating:
    """`volume` is the place on the shelf."""

    volume: int
    stars: int
    at: datetime


def walk(reader: SimulatedReader, shelf: Shelf) -> list[SimulatedRating]:
    """The reader's ratings in time order; fewer than planned only if the shelf has nothing more to offer."""
    rng = Random(reader.stream)
    weights = reader.taste.appeals(shelf)
    memory = _Memory(reader, shelf, weights)
    ratings: list[SimulatedRating] = []
    for day, moments in reader.diary.sessions:
        owned = shelf.owned_on(day)
        for moment in moments:
            cumulative = list(accumulate(islice(weights, owned)))
            if not cumulative or cumulative[-1] <= 0:
                return ratings
            index = draw_index(cumulative, rng)
            stars = reader.taste.stars(shelf.volumes[index], shelf.tops, rng)
            memory.read(index, stars)
            ratings.append(SimulatedRating(index, stars, moment))
    return ratings


def likes(reader: SimulatedReader, ratings: Iterable[SimulatedRating]) -> list[SimulatedRating]:
    """The ratings that the reader also gave a like: some of those with five stars. Drawn apart from everything else."""
    rng = Random(f"{reader.stream}:likes")
    return [rating for rating in ratings if rating.stars == 5 and rng.random() < LIKE_SHARE]


class _Memory:
    """Changes the weights of the books to come by what was read and how it was liked."""

    def __init__(self, reader: SimulatedReader, shelf: Shelf, weights: list[float]) -> None:
        self._loyalty, self._shelf, self._weights = reader.taste.loyalty, shelf, weights
        self._followed: set[str] = set()
        self._warmth: dict[str, int] = {}

    def read(self, index: int, stars: int) -> None:
        volume = self._shelf.volumes[index]
        for other in self._shelf.by_work[volume.book.work]:
            self._weights[other] *= TWIN
        self._weights[index] = 0.0
        if stars == 3:
            return
        for author in volume.book.authors:
            if author.person not in self._followed:
                self._followed.add(author.person)
                self._scale(self._shelf.by_person[author.person], self._loyalty if stars >= 4 else 0.5)
        warmth = self._warmth.get(volume.main, 0)
        if stars >= 4 and warmth < LEAF_WARMTH_TIMES:
            self._warmth[volume.main] = warmth + 1
            self._scale(self._shelf.by_leaf[volume.main], LEAF_WARMTH)
        elif stars <= 2:
            self._warmth[volume.main] = warmth - 1
            self._scale(self._shelf.by_leaf[volume.main], 1 / LEAF_WARMTH)

    def _scale(self, indexes: list[int], factor: float) -> None:
        for index in indexes:
            self._weights[index] *= factor
