"""On a part of the public goodbooks data: real readers, real order, the full catalogue of what they read."""

import gzip
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml.config import Settings
from ml.data.interactions import Interactions
from ml.data.splitting import split_by_time
from ml.evaluation import evaluate
from ml.ncf_config import NcfConfig
from ml.training import train
from tests.ml.libraries import Row, interactions_from

READERS = 1_200


@pytest.mark.real_data
def test_the_model_beats_popularity_on_real_readers_many_times_over(real_data: Path, tmp_path: Path) -> None:
    interactions = profiles(real_data / "goodbooks" / "ratings_full_profiles.csv.gz")
    small = replace(NcfConfig(), epochs=2, memory_books_at_most=4_000, cuts_per_reader=4)
    settings = replace(Settings(database_url="", model_dir=tmp_path), ncf=small)
    split = split_by_time(interactions, settings.split, settings.seed)
    own = evaluate(train("ncf", split, settings), split, settings.evaluation, settings.seed)
    floor = evaluate(train("popularity", split, settings), split, settings.evaluation, settings.seed)
    assert own["test_readers"] == READERS
    assert own["ndcg_at_10"] > 5 * floor["ndcg_at_10"]
    assert own["ndcg_at_10_interval"][0] > floor["ndcg_at_10_interval"][1]
    assert own["rmse"] < 0.95
    assert own["list_overlap_at_10"] < floor["list_overlap_at_10"]


def profiles(path: Path) -> Interactions:
    """The first readers of the file; row order within a reader is time order."""
    if not path.is_file():
        pytest.skip(f"{path.name} is not in the data folder")
    seen: dict[int, int] = defaultdict(int)
    rows: list[Row] = []
    with gzip.open(path, "rt") as file:
        next(file)
        for line in file:
            reader, book, stars = map(int, line.split(","))
            if reader not in seen and len(seen) == READERS:
                continue
            rows.append((reader, book, stars, None, seen[reader]))
            seen[reader] += 1
    assert np.isin([row[2] for row in rows], [1, 2, 3, 4, 5]).all()
    return interactions_from(rows)
