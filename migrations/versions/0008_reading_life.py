"""Half stars, favourites, reading statuses, notes, and reviews with what readers and the library say of them.

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
# The naming convention gave the older one its prefix twice.
CHECK_BEFORE, CHECK = "ck_rating_ck_rating_stars", "ck_rating_stars"
STARS_BEFORE, STARS = "stars BETWEEN 1 AND 5", "stars IN (1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5)"
HALVES = "0 <= half_star_count AND half_star_count <= rating_count"
REASONS = "reason IN ('spam', 'offensive', 'spoiler', 'off_topic', 'personal_data', 'other')"


def upgrade() -> None:
    _count_halves()
    _change_stars(sa.Integer(), sa.Double(), CHECK_BEFORE, CHECK, STARS)
    _of_reader_and_book("book_favourite", sa.Column("favourited_at", sa.DateTime(), nullable=False))
    op.create_index(
        "ix_book_favourite_user_id_favourited_at_book_id", "book_favourite", ["user_id", "favourited_at", "book_id"]
    )
    _readings()
    _of_reader_and_book(
        "book_note",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
    )
    _reviews()
    _said_of_reviews()


def downgrade() -> None:
    for table in (
        *("filter_word", "review_report", "review_vote", "review_edit", "review"),
        *("book_note", "past_reading", "reading", "book_favourite"),
    ):
        op.drop_table(table)
    # Half a star is rounded up, as it was counted.
    op.execute("UPDATE rating SET stars = stars + 0.5 WHERE stars IN (1.5, 2.5, 3.5, 4.5)")
    _change_stars(sa.Double(), sa.Integer(), CHECK, CHECK_BEFORE, STARS_BEFORE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE book DROP CONSTRAINT ck_book_half_star_count")
    op.drop_column("book", "half_star_count")


def _count_halves() -> None:
    """No rating is a half yet."""
    column, check = "half_star_count INTEGER NOT NULL DEFAULT 0", f"CONSTRAINT ck_book_half_star_count CHECK ({HALVES})"
    # SQLite can only add a check together with a column.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE book ADD COLUMN {column} {check}")
    else:
        op.execute(f"ALTER TABLE book ADD COLUMN {column}, ADD {check}")


def _change_stars(
    before: "sa.types.TypeEngine[float] | sa.Integer",
    after: "sa.types.TypeEngine[float] | sa.Integer",
    check_before: str,
    check: str,
    condition: str,
) -> None:
    """SQLite copies the table for it."""
    with op.batch_alter_table("rating") as table:
        table.drop_constraint(op.f(check_before), type_="check")
        table.alter_column("stars", type_=after, existing_type=before, existing_nullable=False)
        table.create_check_constraint(op.f(check), condition)


def _of_reader_and_book(name: str, *columns: "sa.schema.SchemaItem") -> None:
    op.create_table(
        name,
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        *columns,
        _gone_with(name, "user"),
        _gone_with(name, "book"),
        sa.PrimaryKeyConstraint("user_id", "book_id", name=f"pk_{name}"),
        **TABLE,
    )
    op.create_index(f"ix_{name}_book_id", name, ["book_id"])


def _readings() -> None:
    _of_reader_and_book(
        "reading",
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("progress", sa.Integer(), server_default="0", nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("page_total", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("status IN ('want_to_read', 'reading', 'read', 'stopped')", name="status"),
        sa.CheckConstraint("finished_on >= started_on", name="dates"),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        sa.CheckConstraint("page >= 0 AND page <= page_total", name="page"),
        sa.CheckConstraint("page_total >= 1", name="page_total"),
        sa.CheckConstraint("page IS NULL OR page_total IS NOT NULL", name="page_of_total"),
    )
    op.create_index(
        "ix_reading_user_id_status_updated_at_book_id", "reading", ["user_id", "status", "updated_at", "book_id"]
    )
    op.create_index("ix_reading_user_id_finished_on", "reading", ["user_id", "finished_on"])
    op.create_table(
        "past_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.CheckConstraint("finished_on >= started_on", name="dates"),
        _gone_with("past_reading", "user"),
        _gone_with("past_reading", "book"),
        sa.PrimaryKeyConstraint("id", name="pk_past_reading"),
        **TABLE,
    )
    op.create_index("ix_past_reading_user_id_book_id", "past_reading", ["user_id", "book_id"])
    op.create_index("ix_past_reading_user_id_finished_on", "past_reading", ["user_id", "finished_on"])
    op.create_index("ix_past_reading_book_id", "past_reading", ["book_id"])


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spoiler", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("visibility", sa.String(length=16), server_default="private", nullable=False),
        sa.Column("show_stars", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("helpful_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("borrowed_here", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="published", nullable=False),
        sa.Column("held_for", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.String(length=500), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("visibility IN ('private', 'public')", name="visibility"),
        sa.CheckConstraint("state IN ('published', 'held', 'hidden')", name="state"),
        sa.CheckConstraint("held_for IN ('words', 'reports')", name="held_for"),
        sa.CheckConstraint("helpful_count >= 0", name="helpful_count"),
        _gone_with("review", "user"),
        _gone_with("review", "book"),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name="fk_review_decided_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("user_id", "book_id", name="uq_review_user_id_book_id"),
        **TABLE,
    )
    for columns in (
        *(["book_id", "helpful_count", "id"], ["book_id", "created_at", "id"], ["user_id", "created_at", "id"]),
        *(["state", "id"], ["removed_at"], ["decided_by"]),
    ):
        op.create_index(f"ix_review_{'_'.join(columns)}", "review", columns)


def _said_of_reviews() -> None:
    op.create_table(
        "review_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spoiler", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        _gone_with("review_edit", "review"),
        sa.PrimaryKeyConstraint("id", name="pk_review_edit"),
        **TABLE,
    )
    op.create_index("ix_review_edit_review_id_id", "review_edit", ["review_id", "id"])
    op.create_table(
        "review_vote",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=False),
        _gone_with("review_vote", "user"),
        _gone_with("review_vote", "review"),
        sa.PrimaryKeyConstraint("user_id", "review_id", name="pk_review_vote"),
        **TABLE,
    )
    op.create_index("ix_review_vote_review_id", "review_vote", ["review_id"])
    op.create_table(
        "review_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.String(length=500), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(REASONS, name="reason"),
        sa.CheckConstraint("state IN ('open', 'upheld', 'dismissed')", name="state"),
        _gone_with("review_report", "review"),
        _gone_with("review_report", "user"),
        sa.PrimaryKeyConstraint("id", name="pk_review_report"),
        sa.UniqueConstraint("review_id", "user_id", name="uq_review_report_review_id_user_id"),
        **TABLE,
    )
    op.create_index("ix_review_report_user_id", "review_report", ["user_id"])
    op.create_index("ix_review_report_state_review_id", "review_report", ["state", "review_id"])
    op.create_table(
        "filter_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("normalised", sa.String(length=128), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["user.id"], name="fk_filter_word_added_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_filter_word"),
        sa.UniqueConstraint("normalised", name="uq_filter_word_normalised"),
        **TABLE,
    )
    op.create_index("ix_filter_word_added_by", "filter_word", ["added_by"])


def _gone_with(table: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{other}_id"], [f"{other}.id"], name=f"fk_{table}_{other}_id_{other}", ondelete="CASCADE"
    )
