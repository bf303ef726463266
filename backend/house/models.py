"""What admins have set; what they have not is as rules/definitions.py has it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Model, UtcDateTime


class HouseSetting(Model):
    """One setting that was changed. Secrets and whatever decides how the process runs stay in the environment."""

    __tablename__ = "house_setting"

    name: Mapped[str] = mapped_column(String(48), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
