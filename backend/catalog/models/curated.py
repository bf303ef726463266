"""Lists that the staff has put together."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model


class CuratedList(Model):
    """Staff picks under a heading; readers see a published one from its first day to its last."""

    __tablename__ = "curated_list"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="ends_on"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    intro_zh: Mapped[str] = mapped_column(String(500), default="", server_default="")
    intro_en: Mapped[str] = mapped_column(String(500), default="", server_default="")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    published: Mapped[bool] = mapped_column(default=False, server_default="0")
    # Null: since ever, for ever.
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # Whether the home page shows it; its own page does in any case.
    on_home: Mapped[bool] = mapped_column(default=True, server_default=true())
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class CuratedBook(Model):
    """A book on a curated list."""

    __tablename__ = "curated_book"

    list_id: Mapped[int] = mapped_column(ForeignKey("curated_list.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
