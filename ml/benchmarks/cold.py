"""Books that nobody has touched: how well a model ranks them by content, beside rules that need no model."""

from dataclasses import replace
from typing import Any

import numpy as np

from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.comparison import in_own_process
from ml.benchmarks.measuring import measure_cold
from ml.benchmarks.names import Wishes
from ml.benchmarks.report import aligned, machine
from ml.config import Settings
from ml.database import utc_now

MEASURES = (
    ("NDCG@10", "ndcg_at_10"),
    ("HR@10", "hr_at_10"),
    ("recall@10", "recall_at_10"),
    ("recall@50", "recall_at_50"),
)


def compare_cold(benchmark: Benchmark, settings: Settings, wishes: Wishes, share: float) -> dict[str, Any]:
    """Each model as often as wished, every time with other books held out; ready for JSON. Raises JobError."""
    runs = {
        name: [
            in_own_process(measure_cold, name, benchmark, replace(settings, seed=settings.seed + run), share)
            for run in range(wishes.seeds)
        ]
        for name in wishes.models
    }
    return {
        "dataset": benchmark.name,
        "share": share,
        "seed": settings.seed,
        "made_at": f"{utc_now().isoformat()}Z",
        "machine": machine(),
        "cold_books": runs,
    }


def cold_table(told: dict[str, Any]) -> str:
    """Means over the runs as aligned text, with the least and the largest NDCG@10; a table for each model."""
    parts = []
    for name, runs in told["cold_books"].items():
        scorers = {
            scorer: {key: np.array([run["figures"][scorer][key] for run in runs]) for _, key in MEASURES}
            for scorer in runs[0]["figures"]
        }
        rows = [["scored by", *(heading for heading, _ in MEASURES), "NDCG@10 from", "to"]]
        for scorer in sorted(scorers, key=lambda one: -float(scorers[one]["ndcg_at_10"].mean())):
            means = [f"{scorers[scorer][key].mean():.4f}" for _, key in MEASURES]
            ndcg = scorers[scorer]["ndcg_at_10"]
            rows.append([scorer, *means, f"{ndcg.min():.4f}", f"{ndcg.max():.4f}"])
        first = runs[0]
        head = (
            f"{told['dataset']}, {name}: {first['cold_books']:,} books without a reader are ranked for "
            f"{first['test_readers']:,} readers who liked {first['answers_per_reader']:.1f} of them on average; "
            f"{len(runs)} runs, each with other books, training {np.mean([r['training_seconds'] for r in runs]):.0f} s."
        )
        parts.append("\n".join([head, "", *aligned(rows)]))
    return "\n\n".join(parts)
