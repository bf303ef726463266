"""python -m tests.bench.training_cost ROWS: what training the default model costs on so many interactions, as JSON."""

import json
import logging
import sys
import time
from pathlib import Path

from ml.benchmarks.measuring import own_peak_memory_mb
from ml.config import Settings
from ml.data.splitting import split_by_time
from ml.training import train
from tests.bench.commands import timed
from tests.bench.generated import generated
from tests.bench.table import Figure

SIZES = (1_300_000, 5_000_000, 20_000_000)
MODEL = "ncf"


def main(rows: int) -> None:
    settings = Settings(database_url="", model_dir=Path("models"))
    interactions = generated(rows)
    split = split_by_time(interactions, settings.split, settings.seed)
    before_mb = own_peak_memory_mb()
    began = time.perf_counter()
    train(MODEL, split, settings)
    seconds = time.perf_counter() - began
    told = {"rows": rows, "seconds": seconds, "data_mb": before_mb, "peak_mb": own_peak_memory_mb()}
    sys.stdout.write(json.dumps(told) + "\n")


def rows_of_table(sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    """One figure per size; it holds while the cost grows no faster than the number of interactions."""
    figures: list[Figure] = []
    first = 0.0
    for size in sizes:
        # The log comes first, the figures are the last line.
        done = timed([sys.executable, "-m", "tests.bench.training_cost", str(size)], {})
        told = json.loads(done.said.splitlines()[-1])
        micros = told["seconds"] / size * 1e6
        first = first or micros
        figures.append(
            Figure(
                f"{MODEL}: training on {size:,} made interactions",
                f"{told['seconds']:,.0f} s, {micros:.1f} µs each, {told['peak_mb']:,.0f} MB",
                f"limit {first:.1f} µs each",
                micros <= first,
            )
        )
    return figures


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    main(int(sys.argv[1]))
