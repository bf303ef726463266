"""Lending: cards, policies, holds, loans, fines, and what happened.

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
NUMBERS = " AND ".join(
    f"{name} >= 0"
    for name in (
        *("max_loans", "max_renewals", "renew_days", "renew_window_days", "overdue_renew_days", "max_holds"),
        *("grace_days", "fine_per_open_day_cents", "fine_cap_cents", "suspend_days_per_overdue_day"),
        *("block_fine_cents", "block_overdue_items", "lost_processing_cents", "refund_days", "noshow_block_days"),
    )
)


def upgrade() -> None:
    op.create_table(
        "reader_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reader_group"),
        sa.UniqueConstraint("code", name="uq_reader_group_code"),
        **TABLE,
    )
    op.create_table(
        "reader_card",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("blocked_at", sa.DateTime(), nullable=True),
        sa.Column("block_reason", sa.String(length=255), nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("no_shows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("feed_token", sa.String(length=43), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("no_shows >= 0", name="no_shows"),
        sa.ForeignKeyConstraint(["group_id"], ["reader_group.id"], name="fk_reader_card_group_id_reader_group"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_reader_card_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_reader_card"),
        sa.UniqueConstraint("feed_token", name="uq_reader_card_feed_token"),
        sa.UniqueConstraint("number", name="uq_reader_card_number"),
        **TABLE,
    )
    op.create_index("ix_reader_card_group_id", "reader_card", ["group_id"])
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("item_type_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("lends", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("loan_days", sa.Integer(), nullable=False),
        sa.Column("max_loans", sa.Integer(), nullable=False),
        sa.Column("hard_due_on", sa.Date(), nullable=True),
        sa.Column("hard_due_kind", sa.String(length=16), nullable=True),
        sa.Column("within_card", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("self_issue", sa.Boolean(), nullable=False),
        sa.Column("max_renewals", sa.Integer(), nullable=False),
        sa.Column("renew_days", sa.Integer(), nullable=False),
        sa.Column("renew_window_days", sa.Integer(), nullable=False),
        sa.Column("renew_base", sa.String(length=16), nullable=False),
        sa.Column("overdue_renew_days", sa.Integer(), nullable=False),
        sa.Column("max_holds", sa.Integer(), nullable=False),
        sa.Column("pickup_open_days", sa.Integer(), nullable=False),
        sa.Column("request_valid_days", sa.Integer(), nullable=False),
        sa.Column("noshow_block_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("fine_per_open_day_cents", sa.Integer(), nullable=False),
        sa.Column("fine_cap_cents", sa.Integer(), nullable=False),
        sa.Column("suspend_days_per_overdue_day", sa.Integer(), nullable=False),
        sa.Column("block_fine_cents", sa.Integer(), nullable=False),
        sa.Column("block_overdue_items", sa.Integer(), nullable=False),
        sa.Column("lost_after_days", sa.Integer(), nullable=False),
        sa.Column("lost_processing_cents", sa.Integer(), nullable=False),
        sa.Column("refund_days", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("hard_due_kind IN ('exact', 'not_after', 'not_before')", name="hard_due_kind"),
        sa.CheckConstraint("renew_base IN ('from_today', 'from_due')", name="renew_base"),
        sa.CheckConstraint("(hard_due_on IS NULL) = (hard_due_kind IS NULL)", name="hard_due"),
        sa.CheckConstraint("loan_days BETWEEN 1 AND 3650", name="loan_days"),
        sa.CheckConstraint(NUMBERS, name="numbers"),
        sa.CheckConstraint("pickup_open_days >= 1 AND request_valid_days >= 1 AND lost_after_days >= 1", name="days"),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name="fk_policy_changed_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["group_id"], ["reader_group.id"], name="fk_policy_group_id_reader_group"),
        sa.ForeignKeyConstraint(["item_type_id"], ["item_type.id"], name="fk_policy_item_type_id_item_type"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_policy_location_id_location"),
        sa.PrimaryKeyConstraint("id", name="pk_policy"),
        sa.UniqueConstraint("scope", name="uq_policy_scope"),
        **TABLE,
    )
    op.create_index("ix_policy_changed_by", "policy", ["changed_by"])
    op.create_index(
        "ix_policy_group_id_item_type_id_location_id", "policy", ["group_id", "item_type_id", "location_id"]
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("open_key", sa.String(length=32), nullable=True),
        sa.Column("alloc_copy_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rank", sa.Double(), nullable=False),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("not_needed_after", sa.Date(), nullable=False),
        sa.Column("allocated_at", sa.DateTime(), nullable=True),
        sa.Column("ready_at", sa.DateTime(), nullable=True),
        sa.Column("pickup_until", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(state = 'ready') = (pickup_until IS NOT NULL)", name="pickup_until"),
        sa.CheckConstraint("(state IN ('allocated', 'ready')) = (alloc_copy_id IS NOT NULL)", name="alloc_copy_id"),
        sa.CheckConstraint("(state IN ('queued', 'allocated', 'ready')) = (closed_at IS NULL)", name="closed_at"),
        sa.CheckConstraint("(state IN ('queued', 'allocated', 'ready')) = (open_key IS NOT NULL)", name="open_key"),
        sa.CheckConstraint(
            "state IN ('queued', 'allocated', 'ready', 'fulfilled', 'cancelled', 'expired', 'no_show')", name="state"
        ),
        sa.CheckConstraint("suspended_until IS NULL OR state = 'queued'", name="suspended_until"),
        sa.CheckConstraint("extensions >= 0", name="extensions"),
        sa.CheckConstraint("open_key IS NULL OR user_id IS NOT NULL", name="user_id"),
        sa.ForeignKeyConstraint(["alloc_copy_id"], ["copy.id"], name="fk_hold_alloc_copy_id_copy"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_hold_book_id_book"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_hold_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
        sa.UniqueConstraint("alloc_copy_id", name="uq_hold_alloc_copy_id"),
        sa.UniqueConstraint("open_key", name="uq_hold_open_key"),
        **TABLE,
    )
    op.create_index("ix_hold_book_id_state", "hold", ["book_id", "state"])
    op.create_index("ix_hold_state_allocated_at", "hold", ["state", "allocated_at"])
    op.create_index("ix_hold_state_not_needed_after", "hold", ["state", "not_needed_after"])
    op.create_index("ix_hold_state_pickup_until", "hold", ["state", "pickup_until"])
    op.create_index("ix_hold_user_id_placed_at", "hold", ["user_id", "placed_at"])
    op.create_index("ix_hold_user_id_state", "hold", ["user_id", "state"])
    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("open_copy_id", sa.Integer(), nullable=True),
        sa.Column("hold_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("borrowed_at", sa.DateTime(), nullable=False),
        sa.Column("borrowed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("renewals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("lost_at", sa.DateTime(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.CheckConstraint("(state IN ('active', 'claimed_returned', 'lost')) = (closed_at IS NULL)", name="closed_at"),
        sa.CheckConstraint(
            "(state IN ('active', 'claimed_returned', 'lost')) = (open_copy_id IS NOT NULL)", name="open_copy_id"
        ),
        sa.CheckConstraint("channel IN ('desk', 'self')", name="channel"),
        sa.CheckConstraint(
            "state IN ('active', 'claimed_returned', 'lost', 'returned', 'lost_paid', 'voided')", name="state"
        ),
        sa.CheckConstraint("due_on >= borrowed_on", name="due_on"),
        sa.CheckConstraint("open_copy_id IS NULL OR open_copy_id = copy_id", name="copy_id"),
        sa.CheckConstraint("open_copy_id IS NULL OR user_id IS NOT NULL", name="user_id"),
        sa.CheckConstraint("renewals >= 0", name="renewals"),
        sa.CheckConstraint("returned_at >= borrowed_at", name="returned_at"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_loan_book_id_book"),
        sa.ForeignKeyConstraint(["copy_id"], ["copy.id"], name="fk_loan_copy_id_copy"),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name="fk_loan_hold_id_hold"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_loan_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_loan"),
        sa.UniqueConstraint("open_copy_id", name="uq_loan_open_copy_id"),
        **TABLE,
    )
    op.create_index("ix_loan_book_id_borrowed_on", "loan", ["book_id", "borrowed_on"])
    op.create_index("ix_loan_borrowed_on", "loan", ["borrowed_on"])
    op.create_index("ix_loan_closed_at", "loan", ["closed_at"])
    op.create_index("ix_loan_copy_id_borrowed_at", "loan", ["copy_id", "borrowed_at"])
    op.create_index("ix_loan_hold_id", "loan", ["hold_id"])
    op.create_index("ix_loan_state_due_on", "loan", ["state", "due_on"])
    op.create_index("ix_loan_user_id_book_id", "loan", ["user_id", "book_id"])
    op.create_index("ix_loan_user_id_closed_at", "loan", ["user_id", "closed_at"])
    op.create_table(
        "fine_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind IN ('charge', 'payout')) = (amount_cents > 0)", name="sign"),
        sa.CheckConstraint("cause IN ('overdue', 'lost', 'processing', 'damage', 'other')", name="cause"),
        sa.CheckConstraint("kind <> 'waiver' OR reason IS NOT NULL", name="reason"),
        sa.CheckConstraint("kind IN ('charge', 'payment', 'waiver', 'refund', 'payout')", name="kind"),
        sa.CheckConstraint("amount_cents <> 0", name="amount_cents"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_fine_entry_loan_id_loan"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_fine_entry_made_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_fine_entry_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_fine_entry"),
        sa.UniqueConstraint("key", name="uq_fine_entry_key"),
        **TABLE,
    )
    op.create_index("ix_fine_entry_loan_id", "fine_entry", ["loan_id"])
    op.create_index("ix_fine_entry_made_by", "fine_entry", ["made_by"])
    op.create_index("ix_fine_entry_user_id_made_at", "fine_entry", ["user_id", "made_at"])
    op.create_table(
        "circulation_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=8), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=True),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("entity IN ('copy', 'hold', 'loan')", name="entity"),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name="fk_circulation_event_actor_id_user", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_circulation_event"),
        **TABLE,
    )
    op.create_index("ix_circulation_event_actor_id", "circulation_event", ["actor_id"])
    op.create_index("ix_circulation_event_entity_entity_id", "circulation_event", ["entity", "entity_id"])
    op.create_index("ix_circulation_event_happened_at", "circulation_event", ["happened_at"])
    _fill()


def _fill() -> None:
    """What no library can do without: a group, and the policy that holds where no other does."""
    groups = sa.table("reader_group", *(sa.column(name) for name in ("id", "code", "name_zh", "name_en", "position")))
    general = {"id": 1, "code": "general", "name_zh": "普通读者", "name_en": "General readers", "position": 0}
    op.bulk_insert(groups, [general])
    numbers = {
        "loan_days": 30,
        "max_loans": 10,
        "max_renewals": 2,
        "renew_days": 30,
        "renew_window_days": 7,
        "overdue_renew_days": 7,
        "max_holds": 5,
        "pickup_open_days": 5,
        "request_valid_days": 180,
        "noshow_block_days": 0,
        "grace_days": 2,
        "fine_per_open_day_cents": 20,
        "fine_cap_cents": 2000,
        "suspend_days_per_overdue_day": 0,
        "block_fine_cents": 1000,
        "block_overdue_items": 3,
        "lost_after_days": 60,
        "lost_processing_cents": 500,
        "refund_days": 180,
    }
    values = {"scope": "*:*:*", "renew_base": "from_today", "self_issue": False, **numbers}
    policy = sa.table("policy", *(sa.column(name) for name in (*values, "changed_at")))
    op.execute(policy.insert().values(**values, changed_at=sa.func.current_timestamp()))


def downgrade() -> None:
    for name in ("circulation_event", "fine_entry", "loan", "hold", "policy", "reader_card", "reader_group"):
        op.drop_table(name)
