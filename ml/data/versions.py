"""Which state of each reader's taste a list was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Engine, select

from ml.data.interactions import Int64, Vocabulary
from ml.database import reading, user, utc_now


@dataclass(frozen=True)
class TasteVersions:
    """user.taste_version of n readers, read before their histories were.

    In this order a change that comes between the two reads is in the history and not in the version: the list is made
    once more for nothing. In the other order it would never be in any list.
    """

    readers: Vocabulary
    version: Int64
    read_at: datetime
    """UTC without a zone."""

    def of(self, readers: Int64) -> Int64:
        """Versions of these readers (ids); 0 for somebody who was not there yet, as for a new account."""
        place = self.readers.indices(readers)
        return np.where(place >= 0, np.append(self.version, 0)[place], 0).astype(np.int64)


def load_versions(engine: Engine, only: Sequence[int] | None = None) -> TasteVersions:
    """The versions of everybody, or of these readers (ids), as they are now."""
    read_at = utc_now()
    rows = select(user.c.id, user.c.taste_version).order_by(user.c.id)
    with reading(engine) as connection:
        found = connection.execute(rows if only is None else rows.where(user.c.id.in_(only))).all()
    pairs = np.array([tuple(row) for row in found], dtype=np.int64).reshape(-1, 2)
    return TasteVersions(Vocabulary(pairs[:, 0]), pairs[:, 1], read_at)


def unread(readers: Int64) -> TasteVersions:
    """Versions of readers who come from no database: 0 each."""
    return TasteVersions(Vocabulary(readers), np.zeros(len(readers), dtype=np.int64), utc_now())
