"""What an import did, so that it can be looked at and undone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.audit import audited
from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.exchange.rules.records import FORMATS

DONE, UNDONE = "done", "undone"
ADDED, CHANGED = "added", "changed"
_LONG = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")


class ImportRun(Model):
    """A file of records that was imported; a dry run leaves none."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(f"format IN {FORMATS}", name="format"),
        CheckConstraint(f"state IN {(DONE, UNDONE)}", name="state"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Null when it was the command line, or when the account is gone.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    format: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16), default=DONE, server_default=DONE)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    same: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    # A JSON list of rules.records.Row, one for each record of the file.
    report: Mapped[str] = mapped_column(_LONG, default="[]")
    # The same after an undo: what could not be taken back.
    undo_report: Mapped[str | None] = mapped_column(_LONG)


class ImportChange(Model):
    """What one record of an import did to one book."""

    __tablename__ = "import_change"
    __table_args__ = (
        Index("ix_import_change_import_id_id", "import_id", "id"),
        CheckConstraint(f"kind IN {(ADDED, CHANGED)}", name="kind"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    # Null when the book is gone: its number may be another book's by then.
    book_id: Mapped[int | None] = mapped_column(ForeignKey("book.id", ondelete="SET NULL"), index=True)
    # Where the record stood in the file.
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(500))
    # The facts that the book had, as JSON; null for a book that was added.
    before: Mapped[str | None] = mapped_column(_LONG)
    # rules.records.fingerprint of the facts that it was given: another one now means that somebody has changed them.
    after: Mapped[str] = mapped_column(String(64))


audited(ImportRun, "import", lambda run: run.file_name, frozenset({"user_id", "report", "undo_report"}))
