"""When accounts were last active, blocks with a last day, settings of the house, and runs that were asked for.

Revision: 0019
After: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
ORDERS = (("role", "id"), ("display_name", "id"), ("created_at", "id"), ("last_active_on", "id"))


def upgrade() -> None:
    op.add_column("user", sa.Column("last_active_on", sa.Date(), nullable=True))
    for columns in ORDERS:
        op.create_index(f"ix_user_{'_'.join(columns)}", "user", list(columns))
    op.add_column("reader_card", sa.Column("blocked_until", sa.Date(), nullable=True))
    op.create_table(
        "house_setting",
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user.id"], name="fk_house_setting_changed_by_user", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_house_setting"),
        **TABLE,
    )
    op.create_index("ix_house_setting_changed_by", "house_setting", ["changed_by"])
    op.create_table(
        "run_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("open", sa.Boolean(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("touched_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("step", sa.String(length=16), nullable=True),
        sa.Column("label", sa.String(length=64), nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("log", sa.Text(), nullable=True),
        sa.Column("problem", sa.String(length=255), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'published', 'refused', 'failed', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("open = 1", name="open"),
        sa.CheckConstraint("(state IN ('waiting', 'running')) = (open IS NOT NULL)", name="state_open"),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name="fk_run_request_asked_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_run_request"),
        sa.UniqueConstraint("open", name="uq_run_request_open"),
        **TABLE,
    )
    op.create_index("ix_run_request_asked_by", "run_request", ["asked_by"])


def downgrade() -> None:
    op.drop_table("run_request")
    op.drop_table("house_setting")
    op.drop_column("reader_card", "blocked_until")
    for columns in ORDERS:
        op.drop_index(f"ix_user_{'_'.join(columns)}", table_name="user")
    op.drop_column("user", "last_active_on")
