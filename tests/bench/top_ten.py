"""python -m tests.bench.top_ten [FOLDER]: exact top-10 lists of all readers by ncf and by `implicit`, as JSON.

FOLDER holds goodbooks; without it interactions of the same shape are made.
"""

import json
import logging
import sys
import time
from pathlib import Path

import numpy as np

from ml.benchmarks import goodbooks
from ml.benchmarks.peers import AlsConfig, ImplicitAls, matrix_of
from ml.config import Settings
from ml.data.histories import Histories, histories_of
from ml.data.splitting import split_by_time
from ml.models.base import FitOptions, Recommender
from ml.parallel import side_by_side
from ml.training import train
from tests.bench.commands import timed
from tests.bench.generated import generated
from tests.bench.table import Figure

LIMIT = 3.0
BATCH_READERS = 256


def main(folder: Path | None) -> None:
    settings = Settings(database_url="", model_dir=Path("models"))
    if folder is not None:
        split = goodbooks.load(folder, settings).split
    else:
        split = split_by_time(generated(1_300_000), settings.split, settings.seed)
    everyone = histories_of(split.before_test)
    model = train("ncf", split, settings)
    # The first batch traces and allocates; a nightly run pays for that once as well, but here it would hide the rate.
    _lists(model, everyone.part(0, BATCH_READERS))
    ours = _lists(model, everyone)
    peer = ImplicitAls(AlsConfig(factors=64))
    peer.fit(split.train, FitOptions(settings.seed))
    matrix = matrix_of(histories_of(split.train), len(split.train.books))
    began = time.perf_counter()
    peer.model.recommend(np.arange(len(everyone)), matrix, N=10)
    theirs = time.perf_counter() - began
    told = {"readers": len(everyone), "books": len(split.train.books), "ncf_seconds": ours, "implicit_seconds": theirs}
    sys.stdout.write(json.dumps(told) + "\n")


def _lists(model: Recommender, histories: Histories) -> float:
    """Seconds for the ten best books of each reader, by the full score, without those he or she had."""
    began = time.perf_counter()

    def batch_from(start: int) -> None:
        model.top(histories.part(start, start + BATCH_READERS), 10)

    for _ in side_by_side(batch_from, range(0, len(histories), BATCH_READERS)):
        pass
    return time.perf_counter() - began


def rows_of_table(folder: Path | None) -> list[Figure]:
    arguments = [] if folder is None else [str(folder)]
    done = timed([sys.executable, "-m", "tests.bench.top_ten", *arguments], {})
    told = json.loads(done.said.splitlines()[-1])
    ratio = told["ncf_seconds"] / told["implicit_seconds"]
    return [
        Figure(
            f"ncf: exact top 10 of all {told['readers']:,} readers",
            f"{told['ncf_seconds']:.1f} s, {ratio:.1f} times implicit's",
            f"implicit {told['implicit_seconds']:.1f} s, limit {LIMIT:.0f} times",
            ratio <= LIMIT,
        )
    ]


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
