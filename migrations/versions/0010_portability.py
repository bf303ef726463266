"""Readers' imports from other sites, loan history by choice, and reviews that outlive their reader.

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0010"
down_revision = "0009"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
VERDICTS = "verdict IN ('new', 'differs', 'same', 'ambiguous', 'missing', 'broken', 'skipped')"
HOW = "how IN ('number', 'isbn', 'title_author', 'title', 'chosen')"
OUTCOMES = "outcome IN ('written', 'kept', 'taken_back', 'stayed')"
STATES = "state IN ('checking', 'checked', 'importing', 'done', 'undoing', 'undone')"


def upgrade() -> None:
    op.add_column("user", sa.Column("keep_loan_history", sa.Boolean(), server_default=sa.false(), nullable=False))
    _let_reviews_stay(nullable=True)
    op.create_table(
        "reader_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="checking", nullable=False),
        sa.Column("prefer", sa.String(length=8), server_default="here", nullable=False),
        sa.Column("head", _long(), nullable=False),
        sa.Column("about_me", _long(), nullable=False),
        sa.Column("row_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reached", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("site IN ('goodreads', 'douban', 'shelfwise')", name="site"),
        sa.CheckConstraint(STATES, name="state"),
        sa.CheckConstraint("prefer IN ('here', 'file')", name="prefer"),
        sa.CheckConstraint("row_count >= 0 AND reached >= 0", name="counts"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_reader_import_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reader_import"),
        **TABLE,
    )
    op.create_index("ix_reader_import_user_id_id", "reader_import", ["user_id", "id"])
    op.create_index("ix_reader_import_state", "reader_import", ["state"])
    op.create_table(
        "reader_import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("book_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("item", _long(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("candidates", sa.String(length=255), server_default="[]", nullable=False),
        sa.Column("compared", sa.String(length=255), server_default="{}", nullable=False),
        sa.Column("written", _long(), nullable=True),
        sa.CheckConstraint(VERDICTS, name="verdict"),
        sa.CheckConstraint(HOW, name="how"),
        sa.CheckConstraint(OUTCOMES, name="outcome"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["reader_import.id"], name="fk_reader_import_row_import_id_reader_import", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["book.id"], name="fk_reader_import_row_book_id_book", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("import_id", "place", name="pk_reader_import_row"),
        **TABLE,
    )
    op.create_index(
        "ix_reader_import_row_import_id_verdict_place", "reader_import_row", ["import_id", "verdict", "place"]
    )
    op.create_index("ix_reader_import_row_book_id", "reader_import_row", ["book_id"])


def downgrade() -> None:
    op.drop_table("reader_import_row")
    op.drop_table("reader_import")
    op.execute("DELETE FROM review WHERE user_id IS NULL")
    _let_reviews_stay(nullable=False)
    op.drop_column("user", "keep_loan_history")


def _long() -> "sa.types.TypeEngine[str]":
    return sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def _let_reviews_stay(nullable: bool) -> None:
    """A review without a reader is a former reader's."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column("review", "user_id", existing_type=sa.Integer(), nullable=nullable)
        return
    # Copying the table would drop it, and everything that refers to a review with it. SQLite's documentation gives this
    # way to change a constraint alone (lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
    strict, lenient = "user_id INTEGER NOT NULL", "user_id INTEGER"
    before, after = (strict, lenient) if nullable else (f"{lenient},", f"{strict},")
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = 'review'"
        ),
        {"before": before, "after": after},
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    # Also reads the tables anew, so that what comes after in this transaction finds them as they are.
    op.execute("PRAGMA writable_schema = RESET")
