"""What a run tells posterity about itself, measured while it works."""

import os
import resource
import subprocess
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml.config import ROOT
from ml.data.interactions import Interactions
from ml.database import utc_now
from ml.run_log import RunLog
from ml.workers import ALONE, Workers


@dataclass
class RunRecord:
    """The columns of recommendation_run that do not depend on how the run ends. Moments are UTC without a zone."""

    model: str
    seed: int
    started_at: datetime = field(default_factory=utc_now)
    data_from: datetime | None = None
    data_to: datetime | None = None
    reader_count: int = 0
    book_count: int = 0
    interaction_count: int = 0
    hyper_parameters: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    log: RunLog = field(default_factory=RunLog)
    """What the job says while this run is made."""
    seconds_before: float = 0.0
    """Time that earlier steps of the same run took in their own processes."""
    _clock: float = field(default_factory=time.monotonic)

    def describe(self, interactions: Interactions, workers: Workers = ALONE) -> None:
        """What the run was made from, all workers together."""
        known = [moment.astype("datetime64[us]").astype(np.int64) for moment in interactions.window() if moment]
        moments = workers.joined(np.array(known, dtype=np.int64)).astype("datetime64[us]")
        self.data_from, self.data_to = (moments.min().item(), moments.max().item()) if len(moments) else (None, None)
        self.reader_count = int(workers.total(len(interactions.readers)))
        self.book_count = int(np.count_nonzero(workers.sum(interactions.book_counts())))
        self.interaction_count = int(workers.total(len(interactions)))

    def seconds(self) -> float:
        return self.seconds_before + time.monotonic() - self._clock

    def columns(self) -> dict[str, Any]:
        """Values for the table, measured now."""
        return {
            "model": self.model,
            "seed": self.seed,
            "started_at": self.started_at,
            "data_from": self.data_from,
            "data_to": self.data_to,
            "reader_count": self.reader_count,
            "book_count": self.book_count,
            "interaction_count": self.interaction_count,
            "hyper_parameters": self.hyper_parameters,
            "metrics": self.metrics,
            "log": self.log.text() or None,
            "revision": revision(),
            "duration_seconds": round(self.seconds(), 2),
            "peak_memory_mb": peak_memory_mb(),
        }


def peak_memory_mb() -> float:
    """The most memory this process has held, in MB of 2^20 bytes (Linux counts in KiB)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def revision() -> str | None:
    """The git revision of the code, from SHELFWISE_REVISION where there is no repository; None when nobody knows."""
    if named := os.environ.get("SHELFWISE_REVISION"):
        return named[:64]
    return _git_revision(ROOT)


def _git_revision(folder: Path) -> str | None:
    try:
        answer = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"],  # noqa: S607 - git is wherever PATH says
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()[:64] or None
