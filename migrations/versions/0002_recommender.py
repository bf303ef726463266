"""The recommender: likes, views, taste, neighbours of books, roll-back, and what readers did with their lists.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
# The naming convention gave the older one its prefix twice.
CHECK_BEFORE, CHECK = "ck_recommendation_ck_recommendation_reason", "ck_recommendation_reason"
REASONS_BEFORE = "reason IN ('because_you_liked', 'similar_readers')"
REASONS = "reason IN ('because_you_liked', 'similar_readers', 'surprise', 'new_book')"


def upgrade() -> None:
    op.add_column("user", sa.Column("taste_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("user", sa.Column("welcomed_at", sa.DateTime(), nullable=True))
    # Who has rated books already need not be asked what he likes.
    op.execute(sa.text("UPDATE user SET welcomed_at = created_at WHERE rating_count > 0"))
    op.add_column("recommendation_run", sa.Column("log", sa.Text(), nullable=True))
    op.add_column("recommendation_run", sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
    op.add_column("recommendation", sa.Column("source", sa.String(length=16), server_default="ncf", nullable=False))
    _replace_check_of_reasons(CHECK_BEFORE, CHECK, REASONS)

    _of_reader_and_book("book_like", sa.Column("liked_at", sa.DateTime(), nullable=False))
    _of_reader_and_book(
        "book_view",
        sa.Column("view_count", sa.Integer(), nullable=False),
        sa.Column("first_viewed_at", sa.DateTime(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("view_count >= 1", name="view_count"),
    )
    _of_reader_and_book("dismissal", sa.Column("dismissed_at", sa.DateTime(), nullable=False))
    _of_reader_and_book("taste_exclusion", sa.Column("excluded_at", sa.DateTime(), nullable=False))
    op.create_table(
        "favourite_category",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name="fk_favourite_category_category_id_category", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_favourite_category_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "category_id", name="pk_favourite_category"),
        **TABLE,
    )
    op.create_index("ix_favourite_category_category_id", "favourite_category", ["category_id"])

    op.create_table(
        "recommendation_list",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("taste_version", sa.Integer(), nullable=False),
        sa.Column("refreshed", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["recommendation_run.id"], name="fk_recommendation_list_run_id_recommendation_run"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_recommendation_list_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "user_id", name="pk_recommendation_list"),
        **TABLE,
    )
    op.create_index("ix_recommendation_list_user_id", "recommendation_list", ["user_id"])
    _neighbours("similar_book", "similar_book_id")
    _neighbours("also_liked", "other_book_id", sa.Column("reader_count", sa.Integer(), nullable=False))

    op.create_table(
        "recommendation_shown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("liked_at", sa.DateTime(), nullable=True),
        sa.Column("borrowed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("shelf IN ('for_you', 'similar', 'also_liked', 'onboarding')", name="shelf"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_recommendation_shown_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation_shown"),
        sa.UniqueConstraint(
            "user_id", "book_id", "shelf", "day", name="uq_recommendation_shown_user_id_book_id_shelf_day"
        ),
        **TABLE,
    )
    op.create_index("ix_recommendation_shown_day", "recommendation_shown", ["day"])
    op.create_table(
        "recommendation_daily",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("shelf", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("impressions", "opens", "likes", "loans")),
        sa.CheckConstraint("impressions >= 0 AND opens >= 0 AND likes >= 0 AND loans >= 0", name="counts"),
        sa.PrimaryKeyConstraint("day", "run_id", "source", "shelf", name="pk_recommendation_daily"),
        **TABLE,
    )


def downgrade() -> None:
    for table in (
        *("recommendation_daily", "recommendation_shown", "also_liked", "similar_book", "recommendation_list"),
        *("favourite_category", "taste_exclusion", "dismissal", "book_view", "book_like"),
    ):
        op.drop_table(table)
    # The older check knows two reasons only.
    op.execute(sa.text("UPDATE recommendation SET reason = 'similar_readers' WHERE reason IN ('surprise', 'new_book')"))
    _replace_check_of_reasons(CHECK, CHECK_BEFORE, REASONS_BEFORE)
    op.drop_column("recommendation", "source")
    op.drop_column("recommendation_run", "withdrawn_at")
    op.drop_column("recommendation_run", "log")
    op.drop_column("user", "welcomed_at")
    op.drop_column("user", "taste_version")


def _of_reader_and_book(name: str, *more: "sa.Column[object] | sa.CheckConstraint") -> None:
    """A table with one row for a reader and a book, gone with either of them."""
    op.create_table(
        name,
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=f"fk_{name}_book_id_book", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=f"fk_{name}_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "book_id", name=f"pk_{name}"),
        **TABLE,
    )
    op.create_index(f"ix_{name}_book_id", name, ["book_id"])


def _neighbours(name: str, other: str, *more: "sa.Column[object]") -> None:
    """A table of ranked books beside a book, of one run."""
    op.create_table(
        name,
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(other, sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["run_id"], ["recommendation_run.id"], name=f"fk_{name}_run_id_recommendation_run"),
        sa.PrimaryKeyConstraint("run_id", "book_id", "rank", name=f"pk_{name}"),
        **TABLE,
    )


def _replace_check_of_reasons(before: str, after: str, reasons: str) -> None:
    """Put one check in the place of another. SQLite copies the table for it."""
    with op.batch_alter_table("recommendation") as table:
        table.drop_constraint(op.f(before), type_="check")
        table.create_check_constraint(op.f(after), reasons)
