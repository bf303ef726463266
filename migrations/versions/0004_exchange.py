"""Imports of records and what they changed.

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
COUNTS = ("added", "changed", "same", "refused")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="done", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in COUNTS),
        sa.Column("report", _long(), nullable=False),
        sa.Column("undo_report", _long(), nullable=True),
        sa.CheckConstraint("format IN ('csv', 'marc', 'marcxml')", name="format"),
        sa.CheckConstraint("state IN ('done', 'undone')", name="state"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_import_run_user_id_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        **TABLE,
    )
    op.create_index("ix_import_run_user_id", "import_run", ["user_id"])
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("before", _long(), nullable=True),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('added', 'changed')", name="kind"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name="fk_import_change_import_id_import_run", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_import_change_book_id_book", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_import_change"),
        **TABLE,
    )
    op.create_index("ix_import_change_import_id_id", "import_change", ["import_id", "id"])
    op.create_index("ix_import_change_book_id", "import_change", ["book_id"])


def downgrade() -> None:
    op.drop_table("import_change")
    op.drop_table("import_run")


def _long() -> "sa.types.TypeEngine[str]":
    return sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
