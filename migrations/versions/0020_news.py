"""Announcements, and the office's part of the catalogue: merged authors, removed categories, shelves with their time.

Revision: 0020
After: 0019
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

TABLE: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
MERGED_INTO = "fk_author_merged_into_id_author"
ENDS_ON = "ck_curated_list_ends_on"


def upgrade() -> None:
    _add_merged_into()
    for column in (
        sa.Column("on_home", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
    ):
        op.add_column("curated_list", column)
    _add_ends_on()
    _undone_by(
        "author_merge", sa.Column("kept_id", sa.Integer(), nullable=False), _to("author_merge", "kept_id", "author")
    )
    op.create_index("ix_author_merge_kept_id", "author_merge", ["kept_id"])
    op.create_table(
        "author_merge_part",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("books", sa.JSON(), nullable=False),
        _to("author_merge_part", "merge_id", "author_merge", ondelete="CASCADE"),
        _to("author_merge_part", "author_id", "author"),
        sa.PrimaryKeyConstraint("merge_id", "author_id", name="pk_author_merge_part"),
        **TABLE,
    )
    op.create_index("ix_author_merge_part_author_id", "author_merge_part", ["author_id"])
    _undone_by(
        "category_removal",
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.JSON(), nullable=False),
        sa.Column("books", sa.JSON(), nullable=False),
        _to("category_removal", "target_id", "category", ondelete="SET NULL"),
    )
    op.create_index("ix_category_removal_target_id", "category_removal", ["target_id"])
    _create_announcements()


def downgrade() -> None:
    for table in ("announcement_dismissal", "announcement", "category_removal", "author_merge_part", "author_merge"):
        op.drop_table(table)
    if _is_sqlite():
        # What is dropped takes its check along.
        op.execute("ALTER TABLE curated_list DROP COLUMN ends_on")
    else:
        op.execute(f"ALTER TABLE curated_list DROP CONSTRAINT {ENDS_ON}, DROP COLUMN ends_on")
        op.execute(f"ALTER TABLE author DROP FOREIGN KEY {MERGED_INTO}")
    for name in ("revision", "starts_on", "on_home"):
        op.drop_column("curated_list", name)
    op.drop_index("ix_author_merged_into_id", "author")
    op.drop_column("author", "merged_into_id")


def _create_announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), server_default="news", nullable=False),
        sa.Column("audience", sa.String(length=16), server_default="everybody", nullable=False),
        sa.Column("text_zh", sa.String(length=1000), nullable=False),
        sa.Column("text_en", sa.String(length=1000), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('news', 'warning')", name="kind"),
        sa.CheckConstraint("audience IN ('everybody', 'readers', 'staff')", name="audience"),
        sa.CheckConstraint("starts_on <= ends_on", name="ends_on"),
        _to("announcement", "made_by", "user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        **TABLE,
    )
    op.create_index("ix_announcement_made_by", "announcement", ["made_by"])
    op.create_index("ix_announcement_position_id", "announcement", ["position", "id"])
    op.create_table(
        "announcement_dismissal",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        _to("announcement_dismissal", "user_id", "user", ondelete="CASCADE"),
        _to("announcement_dismissal", "announcement_id", "announcement", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "announcement_id", name="pk_announcement_dismissal"),
        **TABLE,
    )
    op.create_index("ix_announcement_dismissal_announcement_id", "announcement_dismissal", ["announcement_id"])


def _undone_by(table: str, *own: "sa.Column[object] | sa.ForeignKeyConstraint") -> None:
    """A table of acts that can be taken back."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        *own,
        _to(table, "done_by", "user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        **TABLE,
    )
    op.create_index(f"ix_{table}_done_by", table, ["done_by"])


def _to(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def _add_merged_into() -> None:
    """Without a copy of the table, which on SQLite would take what hangs on the authors away."""
    if _is_sqlite():
        op.execute(
            f"ALTER TABLE author ADD COLUMN merged_into_id INTEGER CONSTRAINT {MERGED_INTO} REFERENCES author (id)"
        )
    else:
        op.add_column("author", sa.Column("merged_into_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(MERGED_INTO), "author", "author", ["merged_into_id"], ["id"])
    op.create_index("ix_author_merged_into_id", "author", ["merged_into_id"])


def _add_ends_on() -> None:
    check = f"CONSTRAINT {ENDS_ON} CHECK (starts_on <= ends_on)"
    if _is_sqlite():
        op.execute(f"ALTER TABLE curated_list ADD COLUMN ends_on DATE {check}")
    else:
        op.execute(f"ALTER TABLE curated_list ADD COLUMN ends_on DATE, ADD {check}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
