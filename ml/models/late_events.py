"""The events on which the MLP is trained, kept from the parts that it weighs against each other."""

import numpy as np

from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Int32, Int64, Interactions
from ml.models.base import Validation
from ml.workers import ALONE, Workers

EXAMPLES_AT_MOST = 20_000


def late_rows(interactions: Interactions, late_events: int, workers: Workers = ALONE) -> Bool:
    """The last events of each reader: at most a tenth of them, but one of four or more; shape (n,)."""
    sizes = np.diff(interactions.offsets)
    counts = np.minimum(late_events, np.maximum(sizes // 10, sizes >= 4))
    from_end = interactions.offsets[interactions.reader + 1] - 1 - np.arange(len(interactions))
    late: Bool = from_end < counts[interactions.reader]
    # Unordered readers teach what goes together, not what comes next, unless there are no others.
    ordered = interactions.ordered
    return late & ordered[interactions.reader] if workers.any(bool(ordered.any())) else late


def late_examples(interactions: Interactions, late: Bool, seed: int) -> Validation:
    """The late events (shape (n,)) that say yes, each with the history before it; a sample when many."""
    rows = np.flatnonzero(late & interactions.had & (interactions.weight > 0))
    if len(rows) > EXAMPLES_AT_MOST:
        rows = np.sort(np.random.default_rng(seed).choice(rows, EXAMPLES_AT_MOST, replace=False))
    readers = interactions.reader[rows]
    return Validation(before(histories_of(interactions), readers, rows), interactions.book[rows])


def before(histories: Histories, readers: Int64 | Int32, rows: Int64) -> Histories:
    """The history of each reader up to, not including, a row of it."""
    return histories.between(readers, histories.offsets[readers], rows)
