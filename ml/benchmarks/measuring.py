"""One model measured: what runs in a process of its own, so that time and memory are its own."""

import logging
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.contenders import GRIDS, Choice, fit, fit_for_validation, start
from ml.cold_start import evaluate_cold_books
from ml.config import Settings
from ml.data.interactions import Bool
from ml.errors import UnusableData
from ml.evaluation import Real, summary
from ml.run_record import peak_memory_mb
from ml.training import make_model

log = logging.getLogger(__name__)

MEASURE = "ndcg_at_10"
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Tuning:
    """What was tried on the validation events, and what was best there."""

    choice: dict[str, Any]
    tried: list[dict[str, Any]]
    """Each choice with its validation figure."""
    seconds: float


@dataclass(frozen=True)
class Measurement:
    """One model and seed on the test events."""

    model: str
    seed: int
    metrics: dict[str, Any]
    hit: Bool
    """Shape (test readers,), as is gain: the readers are the same for every model and seed."""
    gain: Real
    hyper_parameters: dict[str, Any]
    train_seconds: float
    """All that the model does with the data, its own choices on validation events included."""
    lists_seconds: float
    """Scores and top-10 lists of all test readers."""
    peak_memory_mb: float


def start_logging() -> None:
    """A new process knows nothing of the old one's log."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)


def tune(name: str, benchmark: Benchmark, settings: Settings) -> Tuning:
    """The best of the model's grid by validation NDCG@10; the first of equals."""
    began = time.monotonic()
    tried = []
    for choice in GRIDS[name]:
        model = fit_for_validation(name, benchmark, settings, choice)
        judged = benchmark.judge_validation(model, settings.evaluation)
        tried.append({**choice, MEASURE: float(judged.gain.mean())})
        log.info("%s: %s, validation NDCG@10 %.4f", name, _words(choice), tried[-1][MEASURE])
    best = max(range(len(tried)), key=lambda place: tried[place][MEASURE])
    return Tuning(dict(GRIDS[name][best]), tried, time.monotonic() - began)


def measure(name: str, benchmark: Benchmark, settings: Settings, choice: Choice) -> Measurement:
    """Fit on what comes before the test, judge on the test. Raises JobError."""
    start(name, settings)
    began = time.monotonic()
    model = fit(name, benchmark, settings, choice)
    train_seconds = time.monotonic() - began
    judged = benchmark.judge(model, settings.evaluation)
    metrics = summary(judged, benchmark.split, settings.evaluation, settings.seed)
    log.info("%s, seed %d: test NDCG@10 %.4f", name, settings.seed, metrics[MEASURE])
    return Measurement(
        name,
        settings.seed,
        metrics,
        judged.hit,
        judged.gain,
        model.hyper_parameters(),
        train_seconds,
        judged.seconds,
        own_peak_memory_mb(),
    )


def measure_cold(name: str, benchmark: Benchmark, settings: Settings, share: float) -> dict[str, Any]:
    """Figures on books held out whole, ready for JSON. Raises UnusableData where nothing is known of the books."""
    if benchmark.catalogue is None:
        raise UnusableData(f"{benchmark.name} tells nothing of its books, so those without readers cannot be ranked.")
    return evaluate_cold_books(
        lambda: make_model(name, settings), benchmark.interactions, benchmark.catalogue, share, settings.seed
    )


def own_peak_memory_mb() -> float:
    """The most memory this program has held, in MB of 2^20 bytes.

    The kernel's account of a process begins with the size of the one that started it; its status does not.
    """
    if STATUS.is_file():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    return peak_memory_mb()


def _words(choice: Choice) -> str:
    return ", ".join(f"{key} {value:g}" for key, value in choice.items())
