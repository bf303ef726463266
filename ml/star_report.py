"""How well stars are predicted: as numbers, and as the classes 1 to 5 that the classic portals report."""

import numpy as np
from numpy.typing import NDArray

STARS = np.arange(1, 6)
Stars = NDArray[np.floating] | NDArray[np.integer]


def star_report(
    predicted: NDArray[np.floating], actual: NDArray[np.floating] | NDArray[np.integer]
) -> dict[str, float]:
    """rmse, mae; star_accuracy, and weighted star_precision, star_recall, star_f1, of stars rounded to whole ones.

    Both of shape (n,); actual stars are 1 to 5 in half steps, n is at least 1. Weighted means: each class counts as
    often as readers really gave it; a class that was never predicted has precision 0, and with it F1 (as scikit-learn's
    average="weighted", zero_division=0). Half a star is rounded up.
    """
    error = predicted.astype(np.float64) - actual
    really, rounded = _classes(actual), _classes(predicted)
    hit = rounded == really
    given, said, right = (np.bincount(stars, minlength=6)[STARS] for stars in (really, rounded, rounded[hit]))
    precision, recall = right / np.maximum(said, 1), right / np.maximum(given, 1)
    f1 = 2 * precision * recall / np.where(right > 0, precision + recall, 1.0)
    weight = given / given.sum()
    return {
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(np.abs(error))),
        "star_accuracy": float(np.mean(hit)),
        "star_precision": float(weight @ precision),
        "star_recall": float(weight @ recall),
        "star_f1": float(weight @ f1),
    }


def _classes(stars: Stars) -> NDArray[np.int64]:
    return np.clip(np.floor(stars.astype(np.float64) + 0.5), 1, 5).astype(np.int64)
