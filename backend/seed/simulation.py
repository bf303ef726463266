"""The simulated year, before anything is stored: the shelf, who reads, and what they thought of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from backend.seed.books import read_books
from backend.seed.diary import Calendar
from backend.seed.ratings import SimulatedRating, walk
from backend.seed.readers import READERS, SimulatedReader, make_demonstration_reader, make_readers
from backend.seed.shelf import Shelf, make_shelf

SEED = 20


@dataclass(frozen=True)
class Simulation:
    """`walks[i]` are the ratings of `readers[i]` in time order; they name books by their place on the shelf."""

    shelf: Shelf
    readers: list[SimulatedReader]
    walks: list[list[SimulatedRating]]


def simulate(
    tops: Mapping[str, str], today: date, zone: tzinfo, *, seed: int = SEED, readers: int = READERS
) -> Simulation:
    """The year up to yesterday; the same seed and day give the same year. `tops` gives each leaf category's top."""
    shelf = make_shelf(read_books(tops), tops, today, seed)
    calendar = Calendar(today, zone)
    people = [*make_readers(shelf, calendar, seed, readers), make_demonstration_reader(calendar, seed)]
    return Simulation(shelf, people, [walk(person, shelf) for person in people])
