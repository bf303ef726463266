"""Payments, refunds, returns, invoices, and what happened to orders.

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}

# From the last to the first.
TABLES = ("refund", "provider_event", "order_return", "shop_event", "payment", "sandbox_payment", "invoice_counter")


def upgrade() -> None:
    op.create_table(
        "invoice_counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_invoice_counter"),
        **TABLE,
    )
    op.create_table(
        "sandbox_payment",
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("order_number", sa.String(length=24), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("settles_at", sa.DateTime(), nullable=True),
        sa.Column("return_path", sa.String(length=255), nullable=False),
        sa.Column("captured_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refunded_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refund_keys", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("refunded_cents <= captured_cents", name="refunded_cents"),
        sa.PrimaryKeyConstraint("ref", name="pk_sandbox_payment"),
        sa.UniqueConstraint("key", name="uq_sandbox_payment_key"),
        **TABLE,
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("open_order_id", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("provider_ref", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("captured_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refunded_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("method", sa.String(length=16), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'captured') = (captured_cents > 0)", name="captured"),
        sa.CheckConstraint(
            "(state IN ('created', 'processing', 'authorised')) = (open_order_id IS NOT NULL)", name="open_order_id"
        ),
        sa.CheckConstraint(
            "state IN ('created', 'processing', 'authorised', 'captured', 'failed', 'voided')", name="state"
        ),
        sa.CheckConstraint("0 <= captured_cents", name="captured_cents"),
        sa.CheckConstraint("0 <= refunded_cents AND refunded_cents <= captured_cents", name="refunded_cents"),
        sa.CheckConstraint("amount_cents > 0", name="amount_cents"),
        sa.CheckConstraint("open_order_id IS NULL OR open_order_id = order_id", name="order_id"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_payment_made_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_payment_order_id_shop_order"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("key", name="uq_payment_key"),
        sa.UniqueConstraint("open_order_id", name="uq_payment_open_order_id"),
        sa.UniqueConstraint("provider", "provider_ref", name="uq_payment_provider_provider_ref"),
        **TABLE,
    )
    op.create_index("ix_payment_made_by", "payment", ["made_by"])
    op.create_index("ix_payment_order_id", "payment", ["order_id"])
    op.create_index("ix_payment_state_changed_at", "payment", ["state", "changed_at"])
    op.create_table(
        "shop_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=8), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=True),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("entity IN ('order', 'payment', 'refund')", name="entity"),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name="fk_shop_event_actor_id_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_shop_event_order_id_shop_order"),
        sa.PrimaryKeyConstraint("id", name="pk_shop_event"),
        **TABLE,
    )
    op.create_index("ix_shop_event_actor_id", "shop_event", ["actor_id"])
    op.create_index("ix_shop_event_entity_entity_id", "shop_event", ["entity", "entity_id"])
    op.create_index("ix_shop_event_order_id_id", "shop_event", ["order_id", "id"])
    op.create_table(
        "order_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("restocked", sa.Boolean(), nullable=False),
        sa.Column("refund_cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity >= 1", name="quantity"),
        sa.CheckConstraint("refund_cents >= 0", name="refund_cents"),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name="fk_order_return_line_id_order_line"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_order_return_made_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_order_return_order_id_shop_order"),
        sa.PrimaryKeyConstraint("id", name="pk_order_return"),
        **TABLE,
    )
    op.create_index("ix_order_return_line_id", "order_return", ["line_id"])
    op.create_index("ix_order_return_made_by", "order_return", ["made_by"])
    op.create_index("ix_order_return_order_id", "order_return", ["order_id"])
    op.create_table(
        "provider_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("alert", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("alert OR handled_at IS NULL", name="handled_at"),
        sa.ForeignKeyConstraint(
            ["handled_by"], ["user.id"], name="fk_provider_event_handled_by_user", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_provider_event_payment_id_payment"),
        sa.PrimaryKeyConstraint("id", name="pk_provider_event"),
        sa.UniqueConstraint("provider", "event_id", name="uq_provider_event_provider_event_id"),
        **TABLE,
    )
    op.create_index("ix_provider_event_alert_handled_at", "provider_event", ["alert", "handled_at"])
    op.create_index("ix_provider_event_handled_by", "provider_event", ["handled_by"])
    op.create_index("ix_provider_event_payment_id", "provider_event", ["payment_id"])
    op.create_index("ix_provider_event_received_at", "provider_event", ["received_at"])
    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("provider_ref", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'refunded', 'failed')", name="state"),
        sa.CheckConstraint("amount_cents > 0", name="amount_cents"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_refund_made_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_refund_order_id_shop_order"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_refund_payment_id_payment"),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        sa.UniqueConstraint("key", name="uq_refund_key"),
        **TABLE,
    )
    op.create_index("ix_refund_made_by", "refund", ["made_by"])
    op.create_index("ix_refund_order_id", "refund", ["order_id"])
    op.create_index("ix_refund_payment_id", "refund", ["payment_id"])
    op.create_index("ix_refund_state_changed_at", "refund", ["state", "changed_at"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
