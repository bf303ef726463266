"""The chart of a comparison: bars with their intervals."""

from pathlib import Path
from typing import Any

OURS, OTHERS, PLAIN = "#1f6f8b", "#9fb8c1", "#33414a"
PANELS = (("NDCG@10", "ndcg_at_10"), ("HR@10", "hr_at_10"))


def draw(told: dict[str, Any], path: Path) -> None:
    """Write a PNG: one bar per model, best below none; whiskers are 95 % intervals over readers."""
    # Half a second of imports, and needed by this file alone.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    models = sorted(told["models"], key=lambda name: told["models"][name]["figures"]["ndcg_at_10"]["mean"])
    figure = Figure(figsize=(11, 1.9 + 0.42 * len(models)), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{told['dataset']}: {told['protocol']}", fontsize=11, wrap=True)
    axes = figure.subplots(1, len(PANELS), sharey=True)
    for axis, (title, measure) in zip(axes, PANELS, strict=True):
        means = [told["models"][name]["figures"][measure]["mean"] for name in models]
        bounds = [told["models"][name]["intervals"][measure] for name in models]
        whiskers = [
            [max(0.0, mean - low) for mean, (low, _) in zip(means, bounds, strict=True)],
            [max(0.0, high - mean) for mean, (_, high) in zip(means, bounds, strict=True)],
        ]
        colours = [OURS if name == "ncf" else OTHERS for name in models]
        axis.barh(models, means, xerr=whiskers, color=colours, height=0.66, ecolor=PLAIN, capsize=3)
        right = max(high for _, high in bounds) or 1.0
        for place, (mean, (_, high)) in enumerate(zip(means, bounds, strict=True)):
            axis.text(high + 0.015 * right, place, f"{mean:.4f}", va="center", fontsize=9, color=PLAIN)
        axis.set_xlim(0, 1.16 * right)
        axis.set_title(title, fontsize=11)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="x", color="#e3e8ea")
        axis.set_axisbelow(True)
    figure.savefig(path, dpi=150)
