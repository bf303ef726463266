"""What the search looks into. Every row here follows from the books and can be made anew: `flask index-books`.

Rare terms are found in the full-text index of the words (FTS5 or InnoDB FULLTEXT). A full-text index reads every
posting before it answers, InnoDB some 4 microseconds each: so terms that many books have keep them as bitmaps besides.
"""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.dialects.mysql import MEDIUMBLOB, MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import TABLE_OPTIONS, Model


class SearchDocument(Model):
    """A book's words in order, rules.documents.document_of. Its full-text index is the migration's: InnoDB's own, or
    on SQLite a virtual table, search_words, that triggers keep.
    """

    __tablename__ = "search_document"

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    # rules.marks.marks_of, with spaces between.
    marks: Mapped[str] = mapped_column(String(500), default="", server_default="")
    words: Mapped[str] = mapped_column(Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb"))


class SearchTerm(Model):
    """A term, rules.documents.terms_of, and how many books have it."""

    __tablename__ = "search_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(String(64), unique=True)
    documents: Mapped[int]
    # Its books are in search_posting.
    common: Mapped[bool] = mapped_column(default=False, server_default="0")


class SearchPosting(Model):
    """Which books have a common term: a Roaring bitmap of the ids from part x PART_SIZE."""

    __tablename__ = "search_posting"

    term_id: Mapped[int] = mapped_column(ForeignKey("search_term.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    books: Mapped[bytes] = mapped_column(LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb"))


class SearchKey(Model):
    """A title as it may be typed whole: plain, in pinyin, by initials; for exact hits and hits from the start."""

    __tablename__ = "search_key"
    __table_args__ = (Index("ix_search_key_key_book_id", "key", "book_id"), TABLE_OPTIONS)

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
