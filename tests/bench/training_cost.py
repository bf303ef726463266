"""python -m tests.bench.training_cost ROWS: what training the default model costs on so many interactions, as JSON."""

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ml.benchmarks.measuring import STATUS
from ml.config import Settings
from ml.data.splitting import split_by_time
from ml.training import train
from tests.bench.commands import timed
from tests.bench.generated import generated
from tests.bench.table import Figure

SIZES = (1_300_000, 5_000_000, 20_000_000)
MODEL = "ncf"
MEMORY_LIMIT_MB = 2_048


def main(rows: int) -> None:
    settings = Settings(database_url="", model_dir=Path("models"))
    interactions = generated(rows)
    split = split_by_time(interactions, settings.split, settings.seed)
    began = time.perf_counter()
    with _watched_memory() as own_mb:
        train(MODEL, split, settings)
    told = {"rows": rows, "seconds": time.perf_counter() - began, "own_mb": max(own_mb)}
    sys.stdout.write(json.dumps(told) + "\n")


@contextmanager
def _watched_memory() -> Iterator[list[float]]:
    """What the process has of its own, in MB, looked at ten times a second; what it reads from files may be let go."""
    seen: list[float] = [0.0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            lines = STATUS.read_text().splitlines()
            seen.append(int(next(line for line in lines if line.startswith("RssAnon:")).split()[1]) / 1024)

    watching = threading.Thread(target=look, daemon=True)
    watching.start()
    try:
        yield seen
    finally:
        done.set()
        watching.join()


def rows_of_table(sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    """Per size the cost, which grows no faster than the number of interactions, and the memory, which is bounded."""
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
                f"{told['seconds']:,.0f} s, {micros:.1f} µs each, {told['own_mb']:,.0f} MB beside the files",
                f"limit {first:.1f} µs each, {MEMORY_LIMIT_MB:,} MB",
                micros <= first and told["own_mb"] <= MEMORY_LIMIT_MB,
            )
        )
    return figures


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    main(int(sys.argv[1]))
