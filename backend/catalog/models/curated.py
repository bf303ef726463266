"""Lists that the staff has put together."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Model


class CuratedList(Model):
    """Staff picks under a heading; only a published one is shown to readers."""

    __tablename__ = "curated_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    intro_zh: Mapped[str] = mapped_column(String(500), default="", server_default="")
    intro_en: Mapped[str] = mapped_column(String(500), default="", server_default="")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    published: Mapped[bool] = mapped_column(default=False, server_default="0")


class CuratedBook(Model):
    """A book on a curated list."""

    __tablename__ = "curated_book"

    list_id: Mapped[int] = mapped_column(ForeignKey("curated_list.id", ondelete="CASCADE"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
