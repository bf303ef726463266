"""All models on one data set, each in processes of its own, one after the other; a model that fails stops no other."""

import logging
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.contenders import GRIDS, WITHOUT_CHANCE
from ml.benchmarks.intervals import difference, interval
from ml.benchmarks.measuring import Measurement, Tuning, measure, start_logging, tune
from ml.benchmarks.names import Wishes
from ml.config import Settings
from ml.errors import JobError
from ml.evaluation import Real

log = logging.getLogger(__name__)

OURS = "ncf"
Result = TypeVar("Result")


@dataclass
class Comparison:
    """What was measured, by model, in the order in which the models were asked for."""

    measured: dict[str, list[Measurement]] = field(default_factory=dict)
    tuned: dict[str, Tuning] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Why a model has no figures, or not all of them."""

    def reference(self) -> str | None:
        """The model that the others' differences are told from."""
        return OURS if OURS in self.measured else next(iter(self.measured), None)


def compare(benchmark: Benchmark, settings: Settings, wishes: Wishes) -> Comparison:
    """Measure each model as often as wished, with seeds settings.seed, + 1, ...; once where nothing in it is drawn.

    The split is the same throughout, so that models are compared on the same readers.
    """
    comparison = Comparison()
    for name in wishes.models:
        try:
            if name in GRIDS:
                comparison.tuned[name] = in_own_process(tune, name, benchmark, settings)
            choice = comparison.tuned[name].choice if name in GRIDS else {}
            runs = 1 if name in WITHOUT_CHANCE else wishes.seeds
            comparison.measured[name] = [
                in_own_process(measure, name, benchmark, replace(settings, seed=settings.seed + run), choice)
                for run in range(runs)
            ]
        except JobError as error:
            comparison.failed[name] = str(error)
        except BrokenProcessPool:
            comparison.failed[name] = "Its process was killed, most likely for want of memory."
        except (
            Exception
        ) as error:  # one model's mistake, in whatever it imports, must not cost the others their figures
            log.exception("%s failed.", name)
            comparison.failed[name] = repr(error)
        if name in comparison.failed:
            log.error("%s has no figures: %s", name, comparison.failed[name])
    return comparison


def figures(comparison: Comparison, name: str) -> dict[str, dict[str, float]]:
    """Each numeric measure of a model: its mean over seeds, and its standard deviation ("spread") over them."""
    rows = [
        {
            **{key: value for key, value in run.metrics.items() if isinstance(value, int | float)},
            "train_seconds": run.train_seconds,
            "lists_seconds": run.lists_seconds,
            "peak_memory_mb": run.peak_memory_mb,
        }
        for run in comparison.measured[name]
    ]
    return {
        key: {"mean": float(np.mean(values)), "spread": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0}
        for key in rows[0]
        if (values := [row[key] for row in rows if key in row])
    }


def intervals(comparison: Comparison, name: str, seed: int) -> dict[str, Any]:
    """95 % intervals over readers, of the model's own figures and of what the reference is ahead by."""
    gain, hit = _gain(comparison, name), _hit(comparison, name)
    told: dict[str, Any] = {"ndcg_at_10": interval(gain, seed), "hr_at_10": interval(hit, seed)}
    reference = comparison.reference()
    if reference is not None and reference != name:
        told["reference_ahead_by"] = {
            "reference": reference,
            "ndcg_at_10": difference(_gain(comparison, reference), gain, seed),
            "hr_at_10": difference(_hit(comparison, reference), hit, seed),
        }
    return told


def _gain(comparison: Comparison, name: str) -> Real:
    mean: Real = np.mean([run.gain for run in comparison.measured[name]], axis=0)
    return mean


def _hit(comparison: Comparison, name: str) -> Real:
    mean: Real = np.mean([run.hit for run in comparison.measured[name]], axis=0)
    return mean


def in_own_process(work: Callable[..., Result], *arguments: Any) -> Result:
    """Do work in a fresh process, which knows nothing of what was imported, cached or kept before."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh, initializer=start_logging) as process:
        return process.submit(work, *arguments).result()
