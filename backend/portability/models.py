"""Imports of readers, row by row, so that they can be looked at, chosen in, gone on with and undone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime
from backend.portability.rules.items import SITES, VERDICTS
from backend.portability.rules.matching import HOW

# checking and importing and undoing are at work, a chunk a transaction; checked waits for its reader.
STATES = CHECKING, CHECKED, IMPORTING, DONE, UNDOING, UNDONE = (
    *("checking", "checked", "importing", "done", "undoing", "undone"),
)
AT_WORK = (CHECKING, IMPORTING, UNDOING)
# Whether what the reader has here stays where the file says otherwise.
PREFERENCES = HERE, FILE = "here", "file"
# What became of a row: written, left as it was, taken back, could not be taken back.
OUTCOMES = WRITTEN, KEPT, TAKEN_BACK, STAYED = "written", "kept", "taken_back", "stayed"
_LONG = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")


class ReaderImport(Model):
    """A file that a reader brought from another site."""

    __tablename__ = "reader_import"
    __table_args__ = (
        CheckConstraint(f"site IN {SITES}", name="site"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"prefer IN {PREFERENCES}", name="prefer"),
        CheckConstraint("row_count >= 0 AND reached >= 0", name="counts"),
        Index("ix_reader_import_user_id_id", "user_id", "id"),
        Index("ix_reader_import_state", "state"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    site: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16), default=CHECKING, server_default=CHECKING)
    prefer: Mapped[str] = mapped_column(String(8), default=HERE, server_default=HERE)
    # A JSON list of the columns of the file.
    head: Mapped[str] = mapped_column(_LONG, default="[]")
    # JSON: what the file says of the reader beside books, rules.archive.ABOUT_ME.
    about_me: Mapped[str] = mapped_column(_LONG, default="{}")
    row_count: Mapped[int] = mapped_column(default=0, server_default="0")
    # The place of the last row that the present work has done; 0 when it begins.
    reached: Mapped[int] = mapped_column(default=0, server_default="0")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReaderImportRow(Model):
    """One row of such a file. A row is written with everything that it says, or not at all."""

    __tablename__ = "reader_import_row"
    __table_args__ = (
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        CheckConstraint(f"how IN {HOW}", name="how"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index("ix_reader_import_row_import_id_verdict_place", "import_id", "verdict", "place"),
        Index("ix_reader_import_row_book_id", "book_id"),
        TABLE_OPTIONS,
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("reader_import.id", ondelete="CASCADE"), primary_key=True)
    # Its line in the file; in an export of this library its number.
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(255))
    # Null: not checked yet.
    verdict: Mapped[str | None] = mapped_column(String(16))
    # Null when there is none, or when the book is gone since.
    book_id: Mapped[int | None] = mapped_column(ForeignKey("book.id", ondelete="SET NULL"))
    how: Mapped[str | None] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    # JSON: authors, isbns, number, said, cells of rules.items.Item.
    item: Mapped[str] = mapped_column(_LONG)
    # JSON list of rules.items.Problem.
    problems: Mapped[str] = mapped_column(Text, default="[]")
    # JSON list of the ids of books to choose from.
    candidates: Mapped[str] = mapped_column(String(255), default="[]", server_default="[]")
    # JSON: facet -> new, same or differs.
    compared: Mapped[str] = mapped_column(String(255), default="{}", server_default="{}")
    # JSON: facet -> [what was there before, what was written]; to undo by.
    written: Mapped[str | None] = mapped_column(_LONG)
