"""The whole comparison: a data set in, a table on the screen, JSON and a chart in files."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path

from ml.benchmarks import chart, goodbooks, library, ml_100k, ncf_ml_1m, pairs, report
from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.cold import cold_table, compare_cold
from ml.benchmarks.comparison import compare
from ml.benchmarks.names import GOODBOOKS, LIBRARY, ML_100K, NCF_ML_1M, PAIRS, Wishes
from ml.config import Settings
from ml.errors import NothingToTrainOn, UnusableData

log = logging.getLogger(__name__)

IN_A_FOLDER: dict[str, Callable[[Path, Settings], Benchmark]] = {
    GOODBOOKS: goodbooks.load,
    NCF_ML_1M: ncf_ml_1m.load,
    ML_100K: ml_100k.load,
}


def load(dataset: str, path: Path | None, test: Path | None, settings: Settings) -> Benchmark:
    """The data set by its name. Raises UnusableData or NothingToTrainOn."""
    benchmark = _load(dataset, path, test, settings)
    if not len(benchmark.split.test):
        raise NothingToTrainOn(f"{dataset}: no reader has enough to hold one event out, so nothing can be compared.")
    log.info(
        "%s: %s events, %s to be found.", dataset, f"{len(benchmark.interactions):,}", f"{len(benchmark.split.test):,}"
    )
    return benchmark


def compare_and_tell(benchmark: Benchmark, settings: Settings, wishes: Wishes, out: Path | None) -> int:
    """The table to the screen, the rest to out; returns the exit code, 1 when a model has no figures."""
    if wishes.cold_share is not None:
        told_cold = compare_cold(benchmark, settings, wishes, wishes.cold_share)
        sys.stdout.write(cold_table(told_cold) + "\n")
        if out is not None:
            report.write_json(told_cold, out)
            log.info("Wrote %s.", out)
        return 0
    comparison = compare(benchmark, settings, wishes)
    told = report.as_json(benchmark, comparison, settings)
    sys.stdout.write(report.table(told) + "\n")
    if out is not None:
        report.write_json(told, out)
        log.info("Wrote %s.", out)
        if told["models"]:
            chart.draw(told, out.with_suffix(".png"))
            log.info("Wrote %s.", out.with_suffix(".png"))
    return 1 if comparison.failed else 0


def _load(dataset: str, path: Path | None, test: Path | None, settings: Settings) -> Benchmark:
    if dataset == LIBRARY:
        if path is not None:
            raise UnusableData(f"--dataset {LIBRARY} is the database of DATABASE_URL: it takes no PATH.")
        return library.load(settings)
    if path is None:
        raise UnusableData(f"--dataset {dataset} needs the PATH of its data.")
    if dataset == PAIRS:
        return pairs.load(path, test, settings)
    return IN_A_FOLDER[dataset](path, settings)
