"""Copies that may be read in the library only, counted on the book.

Revision: 0005
After: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"

CHECK, CONDITION = "ck_book_copies_reference", "copies_reference >= 0"
COUNT = (
    "UPDATE book SET copies_reference = (SELECT COUNT(*) FROM copy WHERE copy.book_id = book.id"
    " AND copy.reference_only = 1 AND copy.`condition` = 'ok')"
)


def upgrade() -> None:
    column = "copies_reference INTEGER NOT NULL DEFAULT 0"
    # SQLite can only add a check together with a column.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE book ADD COLUMN {column} CONSTRAINT {CHECK} CHECK ({CONDITION})")
    else:
        op.execute(f"ALTER TABLE book ADD COLUMN {column}, ADD CONSTRAINT {CHECK} CHECK ({CONDITION})")
    op.execute(COUNT)


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE book DROP CONSTRAINT {CHECK}")
    op.drop_column("book", "copies_reference")
