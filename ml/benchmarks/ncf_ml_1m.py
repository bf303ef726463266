"""MovieLens-1M as in He et al. 2017: the left-out film of each reader against 99 that he or she never touched."""

import re
from pathlib import Path

import numpy as np

from ml.benchmarks.benchmark import (
    Benchmark,
    Rows,
    interactions_of,
    one_of_each,
    places_of,
    split_at,
)
from ml.benchmarks.facts import Facts, catalogue_from, decade, profile_codes
from ml.benchmarks.files import data_file, numbers, open_text, records
from ml.benchmarks.names import NCF_ML_1M
from ml.config import Settings
from ml.data.histories import histories_of
from ml.data.interactions import Int32, Int64, Interactions
from ml.data.splitting import HeldOut
from ml.errors import UnusableData

NEGATIVES = 99
YEAR = re.compile(r"\s*\((\d{4})\)\s*$")
TESTED_PAIR = re.compile(r"^\((\d+),(\d+)\)$")


def load(folder: Path, settings: Settings) -> Benchmark:
    """ml-1m.train.pairs.tsv, ml-1m.test.rating, ml-1m.test.negative, items.tsv, users.tsv.

    The pairs have no order and no stars. Validation: one random training pair of each reader against 99 random films of
    none of his or her training pairs; then a model is fitted once more, on all training pairs.
    """
    train = numbers(data_file(folder, "ml-1m.train.pairs.tsv"), "\t")
    test = numbers(data_file(folder, "ml-1m.test.rating"), "\t")
    pairs = np.concatenate([train[:, :2], test[:, :2]])
    facts = _facts(folder)
    interactions = interactions_of(
        Rows(pairs[:, 0], pairs[:, 1]),
        np.union1d(pairs[:, 1], np.array(list(facts), dtype=np.int64)),
        _profiles(folder),
    )
    held_out = places_of(interactions, test[:, 0], test[:, 1])
    validation = one_of_each(interactions, ~held_out, at_least=2, seed=settings.seed)
    split = split_at(interactions, held_out, validation, by_time=False)
    return Benchmark(
        NCF_ML_1M,
        interactions,
        split,
        "left-out film of each reader among 99 he or she never touched, the film itself taken out of the 99",
        catalogue_from(interactions.books, facts),
        candidates=_given_candidates(data_file(folder, "ml-1m.test.negative"), interactions, split.test),
        validation_candidates=random_candidates(split.before_test, split.validation, NEGATIVES, settings.seed),
        refit=True,
    )


def random_candidates(before_test: Interactions, held_out: HeldOut, count: int, seed: int) -> Int32:
    """Shape (events, count): random books that the event's reader has not had, -1 where there are not so many.

    Test events are not looked at: a test book may be among them, as any other book.
    """
    random = np.random.default_rng(seed)
    histories = histories_of(before_test)
    candidates = np.full((len(held_out), count), -1, dtype=np.int32)
    for place, reader in enumerate(held_out.reader):
        free = np.ones(len(before_test.books), dtype=bool)
        free[histories.book[histories.offsets[reader] : histories.offsets[reader + 1]]] = False
        unknown = np.flatnonzero(free)
        chosen = random.choice(unknown, size=min(count, len(unknown)), replace=False)
        candidates[place, : len(chosen)] = chosen
    return candidates


def _given_candidates(path: Path, interactions: Interactions, test: HeldOut) -> Int32:
    """The file's negatives in the order of the test events; a negative that is the test film itself is left out later,
    where ranks are counted."""
    lines: dict[int, list[int]] = {}
    tested: dict[int, int] = {}
    with open_text(path) as file:
        for line in file:
            pair, *others = line.split()
            named = TESTED_PAIR.match(pair)
            if named is None:
                raise UnusableData(f"{path}: a line begins with {pair!r}, not with (user,item).")
            tested[int(named[1])] = int(named[2])
            lines[int(named[1])] = [int(item) for item in others]
    readers: Int64 = interactions.readers.ids[test.reader]
    books: Int64 = interactions.books.ids[test.book]
    if any(tested.get(reader) != book for reader, book in zip(readers.tolist(), books.tolist(), strict=True)):
        raise UnusableData(f"{path} and the test file do not name the same pairs.")
    width = max(len(lines[reader]) for reader in readers.tolist())
    given = np.full((len(readers), width), -1, dtype=np.int64)
    for place, reader in enumerate(readers.tolist()):
        given[place, : len(lines[reader])] = lines[reader]
    return np.where(given >= 0, interactions.books.indices(given), -1).astype(np.int32)


def _facts(folder: Path) -> dict[int, Facts]:
    facts = {}
    for row in records(data_file(folder, "items.tsv"), ("ncf_item", "title", "genres"), "\t"):
        year = YEAR.search(row["title"])
        facts[int(row["ncf_item"])] = Facts(
            title=YEAR.sub("", row["title"]),
            categories=tuple(row["genres"].split("|")),
            year=int(year[1]) if year else 0,
        )
    return facts


def _profiles(folder: Path) -> dict[int, tuple[int, ...]]:
    people = {
        int(row["ncf_user"]): (decade(row["age"]), row["gender"], row["occupation"])
        for row in records(data_file(folder, "users.tsv"), ("ncf_user", "age", "gender", "occupation"), "\t")
    }
    return profile_codes(people)
