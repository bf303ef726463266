"""The back office: who changed what, acts on many things at once, saved views, and revisions of what is edited.

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
EDITED = ("book", "author", "series", "category")


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("change_kind", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("bulk_act_id", sa.Integer(), nullable=True),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("change_kind IN ('added', 'changed', 'removed', 'acted')", name="change_kind"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_audit_event_user_id_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        **TABLE,
    )
    for columns in (("happened_at", "id"), ("kind", "thing_id", "happened_at", "id")):
        op.create_index(f"ix_audit_event_{'_'.join(columns)}", "audit_event", list(columns))
    for column in ("kind", "user_id", "act"):
        op.create_index(f"ix_audit_event_{column}_happened_at_id", "audit_event", [column, "happened_at", "id"])
    for column in ("request_id", "bulk_act_id", "reader_id"):
        op.create_index(f"ix_audit_event_{column}", "audit_event", [column])
    op.create_table(
        "bulk_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="preview", nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("driven_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("row_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('preview', 'running', 'done', 'stopped', 'undoing', 'undone')", name="state"),
        sa.CheckConstraint("0 <= row_count", name="row_count"),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name="fk_bulk_act_asked_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["driven_by"], ["user.id"], name="fk_bulk_act_driven_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_act"),
        **TABLE,
    )
    op.create_index("ix_bulk_act_state_id", "bulk_act", ["state", "id"])
    op.create_table(
        "bulk_row",
        sa.Column("bulk_act_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'changed', 'unchanged', 'failed', 'undone', 'kept')", name="state"),
        sa.ForeignKeyConstraint(
            ["bulk_act_id"], ["bulk_act.id"], name="fk_bulk_row_bulk_act_id_bulk_act", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulk_act_id", "place", name="pk_bulk_row"),
        sa.UniqueConstraint("bulk_act_id", "thing_id", name="uq_bulk_row_bulk_act_id_thing_id"),
        **TABLE,
    )
    op.create_index("ix_bulk_row_bulk_act_id_state_place", "bulk_row", ["bulk_act_id", "state", "place"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_saved_view_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("user_id", "table_name", "name", name="uq_saved_view_user_id_table_name_name"),
        **TABLE,
    )
    op.create_index("ix_saved_view_table_name", "saved_view", ["table_name"])
    for table in EDITED:
        op.add_column(table, sa.Column("revision", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    for table in EDITED:
        op.drop_column(table, "revision")
    for table in ("saved_view", "bulk_row", "bulk_act", "audit_event"):
        op.drop_table(table)
