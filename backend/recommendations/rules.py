"""How a list is put together: what is woven in, how often one author may appear, and how long things count."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

# Of ten places, those (from 0) that a neighbour of a newly liked book takes: after every second entry of the reader's
# own list, and never more than three in any ten.
WOVEN_PLACES = frozenset({2, 5, 8})
WINDOW = 10
AUTHOR_LIMIT = 2
# A like counts for the recommendation that was seen last, if it was seen no longer ago than this.
LIKE_WINDOW = timedelta(days=30)
# So does a loan, or the wish for the book that it fulfils.
BORROW_WINDOW = timedelta(days=30)
# Opening a book counts for a sighting of these days.
OPEN_DAYS = 7
# Single sightings are kept for so long, then only the day's counts.
SHOWN_DAYS = 90
SHELVES = ("for_you", "similar", "also_liked", "onboarding")


class Candidate(Protocol):
    """A book that may be placed on a list."""

    @property
    def book_id(self) -> int: ...

    @property
    def author_ids(self) -> frozenset[int]: ...


C = TypeVar("C", bound=Candidate)


class _Lane(Iterator[C]):
    """Candidates in their order; one that has to wait for its author's turn comes before later ones."""

    def __init__(self, source: Iterable[C], placed: "_Placed") -> None:
        self._source = iter(source)
        self._waiting: list[C] = []
        self._placed = placed
        self.ended = False

    def __next__(self) -> C:
        self._waiting = [candidate for candidate in self._waiting if candidate.book_id not in self._placed.books]
        for place, candidate in enumerate(self._waiting):
            if self._placed.has_room_for(candidate):
                return self._waiting.pop(place)
        for candidate in self._source:
            if candidate.book_id in self._placed.books:
                continue
            if self._placed.has_room_for(candidate):
                return candidate
            self._waiting.append(candidate)
        self.ended = not self._waiting
        raise StopIteration


class _Placed:
    """What stands on the list already: every book, and the authors of the last nine."""

    def __init__(self) -> None:
        self.books: set[int] = set()
        self._authors: deque[frozenset[int]] = deque(maxlen=WINDOW - 1)

    def has_room_for(self, candidate: Candidate) -> bool:
        return all(
            sum(author in authors for authors in self._authors) < AUTHOR_LIMIT for author in candidate.author_ids
        )

    def add(self, candidate: Candidate) -> None:
        self.books.add(candidate.book_id)
        self._authors.append(candidate.author_ids)


def arrange(own: Iterable[C], woven: Iterable[C], rest: Iterable[C]) -> Iterator[C]:
    """The list, entry by entry: the reader's own with neighbours woven in, then the rest.

    No book comes twice, and of any ten entries in a row at most two are by one author. An entry depends only on those
    before it, so that pages of different lengths are pieces of one list. `rest` is not touched while `own` suffices.
    """
    placed = _Placed()
    lanes = {"own": _Lane(own, placed), "woven": _Lane(woven, placed), "rest": _Lane(rest, placed)}
    place = 0
    while True:
        turn = place % WINDOW in WOVEN_PLACES and not lanes["own"].ended
        order = ("woven", "own", "rest") if turn else ("own", "rest", "woven")
        entry = next((found for name in order if (found := next(lanes[name], None)) is not None), None)
        if entry is None:
            return
        placed.add(entry)
        yield entry
        place += 1


def take_turns(queues: Iterable[Iterable[int]]) -> Iterator[tuple[int, int]]:
    """(number of the queue, item): the first of each queue, then the second of each, and so on."""
    waiting = [(number, iter(queue)) for number, queue in enumerate(queues)]
    while waiting:
        left = []
        for number, queue in waiting:
            item = next(queue, None)
            if item is not None:
                yield number, item
                left.append((number, queue))
        waiting = left


def months_back(today: date, number: int) -> list[str]:
    """So many months up to this one, the oldest first: 2026-01."""
    last = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(last - number + 1, last + 1)]


def weight_of_stars(stars: float, star_weights: Sequence[float]) -> float:
    """What stars say, given the weights of one to five; half a star lies half-way between its neighbours."""
    below = int(stars)
    return star_weights[below - 1] if stars == below else (star_weights[below - 1] + star_weights[below]) / 2


class MonthlyWeights:
    """Sums of weights by month, for each of many keys."""

    def __init__(self, months: Sequence[str]) -> None:
        self._place = {month: place for place, month in enumerate(months)}
        self._sums: dict[int, list[float]] = {}

    def add(self, key: int, weight: float, month: str) -> None:
        self._sums.setdefault(key, [0.0] * len(self._place))[self._place[month]] += weight

    def most(self, size: int) -> tuple[dict[int, list[float]], list[float]]:
        """The keys with the greatest sums, greatest first, and the months of all others together."""
        order = sorted(self._sums, key=lambda key: (-sum(self._sums[key]), key))
        others = [sum(self._sums[key][place] for key in order[size:]) for place in range(len(self._place))]
        return {key: [round(value, 4) for value in self._sums[key]] for key in order[:size]}, [
            round(value, 4) for value in others
        ]


def measured(metrics: object, part: str, name: str) -> float | None:
    """A figure of a run as the job wrote it; an old run may lack any of it."""
    found = metrics.get(part) if isinstance(metrics, dict) else None
    value = found.get(name) if isinstance(found, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
