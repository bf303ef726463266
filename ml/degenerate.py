"""Signs of a model that learned nothing usable: its lists must never reach a reader."""

import numpy as np

from ml.data.interactions import Float32, Int32
from ml.errors import DegenerateModel


def check_numbers(scores: Float32) -> None:
    """Raw scores, shape (readers, books). Raises DegenerateModel for what is not a number."""
    if np.isnan(scores).any() or np.isposinf(scores).any():
        raise DegenerateModel("The model's scores are not numbers.")


def check_scores(scores: Float32) -> None:
    """The same, and scores that say nothing: no book is known, or all are worth the same to every reader."""
    check_numbers(scores)
    finite = np.isfinite(scores)
    if not finite.any():
        raise DegenerateModel("The model knows no book.")
    lowest = np.min(scores, axis=1, where=finite, initial=np.inf)
    highest = np.max(scores, axis=1, where=finite, initial=-np.inf)
    if np.all(highest <= lowest):
        raise DegenerateModel("The model gives every book the same score.")


def check_lists(lists: Int32) -> None:
    """Raw lists, shape (readers, k), known books included: they differ between readers only because of their taste.

    Raises DegenerateModel when everybody has the same one.
    """
    if len(lists) > 1 and np.all(np.sort(lists, axis=1) == np.sort(lists[:1], axis=1)):
        raise DegenerateModel(f"The model gives all {len(lists)} readers the same {lists.shape[1]} books.")
