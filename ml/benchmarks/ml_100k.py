"""MovieLens-100k: small, with real moments, titles, classes and readers who say who they are."""

from pathlib import Path

import numpy as np

from ml.benchmarks.benchmark import Benchmark, Rows, interactions_of
from ml.benchmarks.facts import Facts, catalogue_from, decade, profile_codes
from ml.benchmarks.files import data_file, numbers, records
from ml.benchmarks.names import ML_100K
from ml.config import Settings
from ml.data.splitting import split_by_time

FILM_COLUMNS = ("item_id", "movie_title", "release_year", "class")
READER_COLUMNS = ("user_id", "age", "gender", "occupation")


def load(folder: Path, settings: Settings) -> Benchmark:
    """ml-100k.inter, ml-100k.item and ml-100k.user: tab-separated, with typed headers."""
    rows = numbers(data_file(folder, "ml-100k.inter"), "\t", header=1)
    facts = {
        int(row["item_id"]): Facts(
            title=row["movie_title"],
            categories=tuple(row["class"].split()),
            year=int(row["release_year"]) if row["release_year"].isdecimal() else 0,
        )
        for row in records(data_file(folder, "ml-100k.item"), FILM_COLUMNS, "\t")
    }
    people = {
        int(row["user_id"]): (decade(row["age"]), row["gender"], row["occupation"])
        for row in records(data_file(folder, "ml-100k.user"), READER_COLUMNS, "\t")
    }
    interactions = interactions_of(
        Rows(
            rows[:, 0],
            rows[:, 1],
            rows[:, 2].astype(np.int8),
            at=rows[:, 3].astype("datetime64[s]").astype("datetime64[us]"),
        ),
        np.union1d(rows[:, 1], np.array(list(facts), dtype=np.int64)),
        profile_codes(people),
    )
    return Benchmark(
        ML_100K,
        interactions,
        split_by_time(interactions, settings.split, settings.seed),
        "last film of each reader, by time, among all films the reader has not rated",
        catalogue_from(interactions.books, facts),
    )
