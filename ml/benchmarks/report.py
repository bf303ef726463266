"""A comparison told three ways: a table for people, JSON for later, a chart for slides."""

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.comparison import Comparison, figures, intervals
from ml.config import Settings
from ml.database import utc_now
from ml.run_record import revision

PACKAGES = ("numpy", "scipy", "tensorflow", "keras", "implicit")
# Heading, measure, decimals. What a model has no figure for stays empty.
COLUMNS = (
    ("recall@20", "recall_at_20", 4),
    ("MRR", "mrr", 4),
    ("coverage", "coverage_at_10", 3),
    ("novelty", "novelty_at_10", 2),
    ("overlap", "list_overlap_at_10", 3),
    ("popular", "popular_share_at_10", 3),
    ("RMSE", "rmse", 3),
    ("MAE", "mae", 3),
    ("train s", "train_seconds", 1),
    ("lists s", "lists_seconds", 2),
    ("MB", "peak_memory_mb", 0),
)
CLASS_COLUMNS = (
    ("accuracy", "star_accuracy", 3),
    ("precision", "star_precision", 3),
    ("recall", "star_recall", 3),
    ("F1", "star_f1", 3),
)


def as_json(benchmark: Benchmark, comparison: Comparison, settings: Settings) -> dict[str, Any]:
    """Everything that was measured, and what it was measured with."""
    split = benchmark.split
    return {
        "dataset": benchmark.name,
        "protocol": benchmark.protocol,
        "readers": len(benchmark.interactions.readers),
        "books": len(benchmark.interactions.books),
        "training_events": len(split.before_test if benchmark.refit else split.train),
        "test_events": len(split.test),
        "validation_events": len(split.validation),
        "seed": settings.seed,
        "made_at": f"{utc_now().isoformat()}Z",
        "machine": machine(),
        "models": {name: _model(comparison, name, settings.seed) for name in comparison.measured},
        "failed": comparison.failed,
    }


def write_json(told: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(told, indent=1) + "\n")


def machine() -> dict[str, Any]:
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "revision": revision(),
    }


def table(told: dict[str, Any]) -> str:
    """The figures as aligned text, the best NDCG@10 first; then what was chosen, and who failed."""
    models = sorted(told["models"], key=lambda name: -told["models"][name]["figures"]["ndcg_at_10"]["mean"])
    stars = any("star_accuracy" in told["models"][name]["figures"] for name in models)
    columns = (*COLUMNS, *(CLASS_COLUMNS if stars else ()))
    rows = [["model", "runs", "HR@10 (95 %)", "NDCG@10 (95 %)", "spread", "reference - model (95 %)"]]
    rows[0] += [heading for heading, _, _ in columns]
    for name in models:
        model = told["models"][name]
        means = {key: value["mean"] for key, value in model["figures"].items()}
        ahead = model["intervals"].get("reference_ahead_by")
        rows.append(
            [
                name,
                str(len(model["runs"])),
                _with_interval(means["hr_at_10"], model["intervals"]["hr_at_10"]),
                _with_interval(means["ndcg_at_10"], model["intervals"]["ndcg_at_10"]),
                f"{model['figures']['ndcg_at_10']['spread']:.4f}" if len(model["runs"]) > 1 else "",
                _with_interval(ahead["ndcg_at_10"][0], ahead["ndcg_at_10"][1:], sign="+") if ahead else "",
                *(f"{means[key]:,.{decimals}f}" if key in means else "" for _, key, decimals in columns),
            ]
        )
    head = (
        f"{told['dataset']}: {told['training_events']:,} training events of {told['readers']:,} readers on "
        f"{told['books']:,} books, {told['test_events']:,} test events; {told['protocol']}."
    )
    return "\n".join([head, "", *aligned(rows), *_notes(told)])


def _notes(told: dict[str, Any]) -> list[str]:
    notes = [""]
    for name, model in told["models"].items():
        if model["tuning"]:
            choice = ", ".join(f"{key} {value:g}" for key, value in model["tuning"]["choice"].items())
            tried, seconds = len(model["tuning"]["tried"]), model["tuning"]["seconds"]
            notes.append(f"{name}: {choice} (best of {tried} on the validation events, {seconds:.0f} s)")
        elif model["hyper_parameters"]:
            notes.append(f"{name}: {_short(model['hyper_parameters'])}")
    for name, reason in told["failed"].items():
        notes.append(f"{name} has {'not all' if name in told['models'] else 'no'} figures: {reason}")
    return notes


def _short(hyper_parameters: dict[str, Any]) -> str:
    plain = {key: value for key, value in hyper_parameters.items() if not isinstance(value, dict | list | tuple)}
    return ", ".join(f"{key} {value}" for key, value in plain.items())


def _model(comparison: Comparison, name: str, seed: int) -> dict[str, Any]:
    runs = comparison.measured[name]
    return {
        "figures": figures(comparison, name),
        "intervals": intervals(comparison, name, seed),
        "hyper_parameters": runs[0].hyper_parameters,
        "tuning": asdict(comparison.tuned[name]) if name in comparison.tuned else None,
        "runs": [
            {
                "seed": run.seed,
                "metrics": run.metrics,
                "hyper_parameters": run.hyper_parameters,
                "train_seconds": run.train_seconds,
                "lists_seconds": run.lists_seconds,
                "peak_memory_mb": run.peak_memory_mb,
            }
            for run in runs
        ],
    }


def _with_interval(value: float, bounds: Any, sign: str = "") -> str:
    low, high = bounds
    return f"{value:{sign}.4f} ({low:{sign}.4f} to {high:{sign}.4f})"


def aligned(rows: list[list[str]]) -> list[str]:
    """Words to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
