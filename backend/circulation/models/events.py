"""What happened to copies, holds and loans: the log from which their states can be told again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.circulation.rules.lives import ENTITIES
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime


class CirculationEvent(Model):
    """One transition, written by `service.transitions.transition` and by nothing else."""

    __tablename__ = "circulation_event"
    __table_args__ = (
        CheckConstraint(f"entity IN {ENTITIES}", name="entity"),
        Index("ix_circulation_event_entity_entity_id", "entity", "entity_id"),
        Index("ix_circulation_event_happened_at", "happened_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(8))
    entity_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(32))
    # Null before it was there.
    before: Mapped[str | None] = mapped_column(String(24))
    after: Mapped[str] = mapped_column(String(24))
    # Who did it; null: the library's own clockwork, or somebody who is to be forgotten.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    actor_role: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(255))
    # What else changed, and the codes of the guards that were overridden. Never a name.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str | None] = mapped_column(String(32))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
