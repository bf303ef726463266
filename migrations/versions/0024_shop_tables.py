"""The tables of the shop's desk are sorted by the library; what is done to series can be undone;
the audit log is looked through by names; a run that is at work can be stopped.

Revision: 0024
After: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

STATES = ("waiting", "running", "published", "refused", "failed", "withdrawn")
STATES_NOW = ("waiting", "running", "stopping", "published", "refused", "failed", "withdrawn", "stopped")
OPEN, OPEN_NOW = ("waiting", "running"), ("waiting", "running", "stopping")
INDEXES = {
    "ix_shop_order_delivery_id": ("shop_order", ["delivery", "id"]),
    "ix_shop_order_total_cents_id": ("shop_order", ["total_cents", "id"]),
    "ix_shop_order_pickup_until_id": ("shop_order", ["pickup_until", "id"]),
    "ix_sku_price_cents_id": ("sku", ["price_cents", "id"]),
    "ix_sku_on_hand_id": ("sku", ["on_hand", "id"]),
    "ix_payment_state_made_at_id": ("payment", ["state", "made_at", "id"]),
    "ix_payment_made_at_id": ("payment", ["made_at", "id"]),
    "ix_payment_amount_cents_id": ("payment", ["amount_cents", "id"]),
    "ix_audit_event_name_happened_at_id": ("audit_event", ["name", "happened_at", "id"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    _check_states(STATES_NOW, OPEN_NOW)
    op.create_table(
        "series_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('edited', 'merged')", name="kind"),
        sa.ForeignKeyConstraint(["done_by"], ["user.id"], name="fk_series_change_done_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_series_change"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_series_change_series_id", "series_change", ["series_id"])
    op.create_index("ix_series_change_done_by", "series_change", ["done_by"])


def downgrade() -> None:
    op.drop_table("series_change")
    op.execute("UPDATE run_request SET state = 'failed', open = NULL WHERE state IN ('stopping', 'stopped')")
    _check_states(STATES, OPEN)
    for name, (table, _) in reversed(INDEXES.items()):
        op.drop_index(name, table)


def _check_states(states: tuple[str, ...], still_open: tuple[str, ...]) -> None:
    """SQLite copies the table for it."""
    state, state_open = op.f("ck_run_request_state"), op.f("ck_run_request_state_open")
    with op.batch_alter_table("run_request") as table:
        table.drop_constraint(state_open, type_="check")
        table.drop_constraint(state, type_="check")
        table.create_check_constraint(state, f"state IN {states}")
        table.create_check_constraint(state_open, f"(state IN {still_open}) = (open IS NOT NULL)")
