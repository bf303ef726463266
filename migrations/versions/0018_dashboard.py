"""The big screen: figures by day, and links of kiosks.

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
# The rows lie in the order of the key.
KEYED = {**TABLE, "sqlite_with_rowid": False}

# From the last to the first.
TABLES = (
    *("kiosk_link", "counted_stars", "counted_cohort", "counted_reader", "counted_book", "counted_category"),
    *("counted_hour", "counted_day", "count_state"),
)
COUNTS = (
    *("loans", "returns", "holds", "orders", "gross_cents", "refunded_cents", "ratings", "new_readers"),
    *("on_loan", "overdue"),
)
# For the days that are not counted yet: table, columns.
INDEXES = (
    ("loan", ["returned_at"]),
    ("hold", ["placed_at"]),
    ("review", ["created_at"]),
    ("copy", ["acquired_on", "condition"]),
    ("user", ["role", "birth_year"]),
)


def upgrade() -> None:
    state = op.create_table(
        "count_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted_to", sa.Date(), nullable=True),
        sa.Column("rebuilt_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name="id"),
        sa.PrimaryKeyConstraint("id", name="pk_count_state"),
        **TABLE,
    )
    op.bulk_insert(state, [{"id": 1}])
    op.create_table(
        "counted_day",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("day", name="pk_counted_day"),
        **TABLE,
    )
    op.create_table(
        "counted_hour",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("weekday", "loans", "returns")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        sa.PrimaryKeyConstraint("day", "hour", name="pk_counted_hour"),
        **KEYED,
    )
    op.create_table(
        "counted_category",
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("loans", "pieces")),
        sa.CheckConstraint("grain IN ('day', 'month')", name="grain"),
        sa.PrimaryKeyConstraint("grain", "starts_on", "category_id", name="pk_counted_category"),
        **KEYED,
    )
    op.create_table(
        "counted_book",
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("book_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loans", sa.Integer(), nullable=False),
        sa.CheckConstraint("grain IN ('day', 'month', 'year')", name="grain"),
        sa.PrimaryKeyConstraint("grain", "starts_on", "book_id", name="pk_counted_book"),
        **KEYED,
    )
    op.create_table(
        "counted_reader",
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bits", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.CheckConstraint("grain IN ('month', 'year')", name="grain"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_counted_reader_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("grain", "starts_on", "user_id", name="pk_counted_reader"),
        **KEYED,
    )
    op.create_index("ix_counted_reader_user_id", "counted_reader", ["user_id"])
    op.create_table(
        "counted_cohort",
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("joined_on", "month_on", name="pk_counted_cohort"),
        **KEYED,
    )
    op.create_table(
        "counted_stars",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half_stars", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.CheckConstraint("half_stars BETWEEN 2 AND 10", name="half_stars"),
        sa.PrimaryKeyConstraint("day", "half_stars", name="pk_counted_stars"),
        **KEYED,
    )
    op.create_table(
        "kiosk_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_kiosk_link_made_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_kiosk_link"),
        sa.UniqueConstraint("token_hash", name="uq_kiosk_link_token_hash"),
        **TABLE,
    )
    op.create_index("ix_kiosk_link_made_by", "kiosk_link", ["made_by"])
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def downgrade() -> None:
    for table, columns in INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    for table in TABLES:
        op.drop_table(table)
