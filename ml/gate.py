"""May a run replace the published one? Only figures of the same protocol are compared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ml.config import GateConfig

MEASURE = "ndcg_at_10"


@dataclass(frozen=True)
class PublishedRun:
    """The run readers see now, as it was recorded."""

    id: int
    model: str
    metrics: dict[str, Any] | None
    started_at: datetime | None = None

    def figures(self) -> dict[str, Any]:
        """What was recorded of it, to stand beside a new run's figures."""
        return {"run_id": self.id, "model": self.model, "recorded": (self.metrics or {}).get("model")}


def refusal(
    metrics: dict[str, Any], popularity: dict[str, Any], published: PublishedRun | None, config: GateConfig
) -> str | None:
    """Why a run must not be published; None when it may.

    Against popularity: strictly better on the same split. Against the published run: its recorded figure, less the
    tolerance, and only when its protocol text (which events were held out, from what) is the same; a figure measured in
    another way says nothing.
    """
    own, floor = metrics[MEASURE], popularity[MEASURE]
    if not own > floor:
        return f"NDCG@10 {own:.4f} does not beat popularity's {floor:.4f} on the same test events."
    recorded = _comparable_figure(metrics, published)
    if published is not None and recorded is not None and own < (1.0 - config.tolerance) * recorded:
        return (
            f"NDCG@10 {own:.4f} is more than {config.tolerance:.0%} below the {recorded:.4f} "
            f"recorded for published run {published.id} ({published.model})."
        )
    return None


def _comparable_figure(metrics: dict[str, Any], published: PublishedRun | None) -> float | None:
    recorded = (published.metrics or {}).get("model") if published is not None else None
    if not recorded or recorded.get("protocol") != metrics.get("protocol") or MEASURE not in recorded:
        return None
    return float(recorded[MEASURE])
