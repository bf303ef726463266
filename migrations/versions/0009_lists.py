"""Lists that readers put together.

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}


def upgrade() -> None:
    op.create_table(
        "reading_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=True),
        sa.Column("description", sa.String(length=500), server_default="", nullable=False),
        sa.Column("visibility", sa.String(length=16), server_default="private", nullable=False),
        sa.Column("share_slug", sa.String(length=32), nullable=True),
        sa.Column("book_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(name_key IS NULL) = (deleted_at IS NOT NULL)", name="name_key"),
        sa.CheckConstraint("visibility IN ('private', 'unlisted', 'public')", name="visibility"),
        sa.CheckConstraint("(visibility = 'private') = (share_slug IS NULL)", name="share_slug"),
        sa.CheckConstraint("book_count >= 0", name="book_count"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_reading_list_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_list"),
        sa.UniqueConstraint("user_id", "name_key", name="uq_reading_list_user_id_name_key"),
        sa.UniqueConstraint("share_slug", name="uq_reading_list_share_slug"),
        **TABLE,
    )
    op.create_index("ix_reading_list_deleted_at", "reading_list", ["deleted_at"])
    op.create_table(
        "reading_list_entry",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), server_default="", nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["reading_list.id"], name="fk_reading_list_entry_list_id_reading_list", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["book.id"], name="fk_reading_list_entry_book_id_book", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "book_id", name="pk_reading_list_entry"),
        sa.UniqueConstraint("list_id", "position", name="uq_reading_list_entry_list_id_position"),
        **TABLE,
    )
    op.create_index("ix_reading_list_entry_book_id", "reading_list_entry", ["book_id"])


def downgrade() -> None:
    op.drop_table("reading_list_entry")
    op.drop_table("reading_list")
