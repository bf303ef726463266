"""Views of the office's tables that people saved: filters, order and columns under a name."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model


class SavedView(Model):
    """Belongs to who saved it; a shared one is offered to all of the staff."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "table_name", "name"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # The name of the table's page: `staff-books`.
    table_name: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(64))
    # The query string of the page, as names and values.
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    shared: Mapped[bool] = mapped_column(default=False, server_default="0")


audited(SavedView, "saved_view", lambda view: view.name, frozenset({"user_id"}))
