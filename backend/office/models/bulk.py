"""One act on many things: looked at before it is done, done in parts, and taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime

# Preview: nothing has happened yet. Stopped: the rest was given up by a person.
PREVIEW, RUNNING, DONE, STOPPED, UNDOING, UNDONE = ACT_STATES = (
    *("preview", "running", "done", "stopped", "undoing", "undone"),
)
# Unchanged: it was so already. Kept: somebody changed it since, so the undo left it alone.
WAITING, CHANGED, UNCHANGED, FAILED, TAKEN_BACK, KEPT = ROW_STATES = (
    *("waiting", "changed", "unchanged", "failed", "undone", "kept"),
)
AT_WORK = (RUNNING, UNDOING)
NAME_LENGTH = 255


class BulkAct(Model):
    """What is done (`kind`, with `params`) to the things of its rows; counts are kept with the rows."""

    __tablename__ = "bulk_act"
    __table_args__ = (
        CheckConstraint(f"state IN {ACT_STATES}", name="state"),
        CheckConstraint("0 <= row_count", name="row_count"),
        Index(None, "state", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(48))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="preview", server_default="preview")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    # Who started it or takes it back: the rest of it is done in his name, whoever's page asks for it.
    driven_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_count: Mapped[int] = mapped_column(default=0, server_default="0")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkRow(Model):
    """One of the things of an act: what it was, and what it is or would be."""

    __tablename__ = "bulk_row"
    __table_args__ = (
        UniqueConstraint("bulk_act_id", "thing_id"),
        CheckConstraint(f"state IN {ROW_STATES}", name="state"),
        Index(None, "bulk_act_id", "state", "place"),
        TABLE_OPTIONS,
    )

    bulk_act_id: Mapped[int] = mapped_column(ForeignKey("bulk_act.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # No foreign key: a thing may be deleted since.
    thing_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    state: Mapped[str] = mapped_column(String(16), default="waiting", server_default="waiting")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The code of what stood in the way; the page has a sentence for it.
    problem: Mapped[str | None] = mapped_column(String(64))


audited(BulkAct, "bulk_act", lambda act: act.kind, frozenset({"asked_by", "driven_by"}))
