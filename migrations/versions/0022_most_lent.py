"""What was lent most in a long time, without adding up all of it; authors counted like books.

Revision: 0022
After: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}

INDEXES = (
    *((table, ["grain", "starts_on", "loans"]) for table in ("counted_author", "counted_book")),
    *(("copy", ["condition", "acquired_on"]), ("user", ["role", "created_at"])),
)
AUTHORS = """
INSERT INTO counted_author (grain, starts_on, author_id, loans)
SELECT counted_book.grain, counted_book.starts_on, book_author.author_id, SUM(counted_book.loans)
FROM counted_book JOIN book_author ON book_author.book_id = counted_book.book_id
WHERE counted_book.grain IN ('month', 'year') AND book_author.role = 'author'
GROUP BY counted_book.grain, counted_book.starts_on, book_author.author_id
"""


def upgrade() -> None:
    op.create_table(
        "counted_author",
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loans", sa.Integer(), nullable=False),
        sa.CheckConstraint("grain IN ('month', 'year')", name="grain"),
        sa.PrimaryKeyConstraint("grain", "starts_on", "author_id", name="pk_counted_author"),
        **TABLE,
        sqlite_with_rowid=False,
    )
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.add_column("count_state", sa.Column("summed_to", sa.Date(), nullable=True))
    op.add_column("count_state", sa.Column("authorship", sa.String(length=64), nullable=True))
    op.execute(AUTHORS)


def downgrade() -> None:
    op.drop_column("count_state", "authorship")
    op.drop_column("count_state", "summed_to")
    for table, columns in INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.drop_table("counted_author")
