"""The library's calendar, types of items, jobs that run by themselves, and answers that are given once.

Revision: 0012
After: 0010
"""

from datetime import time

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0012"
down_revision = "0010"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}


def upgrade() -> None:
    op.create_table(
        "item_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_item_type"),
        sa.UniqueConstraint("code", name="uq_item_type_code"),
        **TABLE,
    )
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("runner", sa.String(length=32), nullable=True),
        sa.Column("held_until", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(), nullable=True),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_job_run"),
        **TABLE,
    )
    op.create_table(
        "kept_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql", "mariadb"),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_answer"),
        sa.UniqueConstraint("user_id", "key", name="uq_kept_answer_user_id_key"),
        **TABLE,
    )
    op.create_index("ix_kept_answer_made_at", "kept_answer", ["made_at"])
    op.create_table(
        "opening_hours",
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name="opens_at"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.PrimaryKeyConstraint("weekday", name="pk_opening_hours"),
        **TABLE,
    )
    op.create_table(
        "calendar_exception",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("reason_zh", sa.String(length=120), server_default="", nullable=False),
        sa.Column("reason_en", sa.String(length=120), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="hours"),
        sa.CheckConstraint("opens_at < closes_at", name="opens_at"),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user.id"], name="fk_calendar_exception_made_by_user", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_exception"),
        **TABLE,
    )
    op.create_index("ix_calendar_exception_made_by", "calendar_exception", ["made_by"])
    item_types = sa.table("item_type", *(sa.column(name) for name in ("id", "code", "name_zh", "name_en", "position")))
    ordinary = {"id": 1, "code": "book", "name_zh": "图书", "name_en": "Book", "position": 0}
    op.bulk_insert(item_types, [ordinary])
    hours = sa.table(
        "opening_hours",
        sa.column("weekday", sa.Integer()),
        sa.column("opens_at", sa.Time()),
        sa.column("closes_at", sa.Time()),
    )
    op.bulk_insert(hours, [{"weekday": day, "opens_at": time(9), "closes_at": time(18)} for day in range(7)])
    # SQLite copies the table for it.
    with op.batch_alter_table("copy") as table:
        table.add_column(sa.Column("item_type_id", sa.Integer(), server_default="1", nullable=False))
        table.create_foreign_key(op.f("fk_copy_item_type_id_item_type"), "item_type", ["item_type_id"], ["id"])
    op.create_index("ix_copy_item_type_id", "copy", ["item_type_id"])


def downgrade() -> None:
    with op.batch_alter_table("copy") as table:
        table.drop_constraint(op.f("fk_copy_item_type_id_item_type"), type_="foreignkey")
        table.drop_index("ix_copy_item_type_id")
        table.drop_column("item_type_id")
    for name in ("calendar_exception", "opening_hours", "kept_answer", "job_run", "item_type"):
        op.drop_table(name)
