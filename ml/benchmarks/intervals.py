"""How far a mean over readers may be trusted: bootstrap over readers, alone and in pairs."""

import numpy as np

from ml.evaluation import Real

DRAWS = 2_000
# Draws x readers at once; 8 bytes each.
CELLS = 4_000_000


def interval(values: Real, seed: int) -> tuple[float, float]:
    """95 % interval of the mean of values (shape (readers,)) by the percentiles of the bootstrap."""
    random = np.random.default_rng(seed)
    block = max(1, CELLS // len(values))
    means: list[np.ndarray] = []
    for start in range(0, DRAWS, block):
        drawn = random.integers(0, len(values), size=(min(block, DRAWS - start), len(values)))
        means.append(values[drawn].mean(axis=1))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def difference(ours: Real, theirs: Real, seed: int) -> tuple[float, float, float]:
    """Mean difference and its 95 % interval, readers drawn in pairs: both models face the same readers."""
    better = ours - theirs
    return (float(better.mean()), *interval(better, seed))
