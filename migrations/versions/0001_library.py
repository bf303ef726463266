"""The library: accounts, catalogue, ratings, recommendations.

Revision: 0001
After:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_author_name", "author", ["name"])

    op.create_table(
        "book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("sort_title", sa.String(length=500), nullable=False),
        sa.Column("original_title", sa.String(length=500), nullable=True),
        sa.Column("publisher", sa.String(length=255), nullable=True),
        sa.Column("published_year", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("isbn13", sa.String(length=13), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=True),
        sa.Column("origin_id", sa.String(length=64), nullable=True),
        sa.Column("rating_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stars_1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stars_2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stars_3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stars_4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stars_5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rating_score", sa.Double(), server_default="0", nullable=False),
        sa.CheckConstraint("price_cents >= 0", name="ck_book_price_cents"),
        sa.CheckConstraint("published_year <> 0", name="ck_book_published_year"),
        sa.CheckConstraint(
            "rating_count = stars_1 + stars_2 + stars_3 + stars_4 + stars_5", name="ck_book_rating_count"
        ),
        sa.CheckConstraint(
            "stars_1 >= 0 AND stars_2 >= 0 AND stars_3 >= 0 AND stars_4 >= 0 AND stars_5 >= 0", name="ck_book_stars"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_book"),
        sa.UniqueConstraint("isbn13", name="uq_book_isbn13"),
        sa.UniqueConstraint("origin", "origin_id", name="uq_book_origin_origin_id"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_book_added_on_id", "book", ["added_on", "id"])
    op.create_index("ix_book_language_rating_count", "book", ["language", "rating_count"])
    op.create_index("ix_book_published_year_id", "book", ["published_year", "id"])
    op.create_index("ix_book_rating_count_id", "book", ["rating_count", "id"])
    op.create_index("ix_book_rating_score_id", "book", ["rating_score", "id"])
    op.create_index("ix_book_sort_title_id", "book", ["sort_title", "id"])

    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name="fk_category_parent_id_category"),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.UniqueConstraint("slug", name="uq_category_slug"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_category_parent_id", "category", ["parent_id"])

    op.create_table(
        "recommendation_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("data_from", sa.DateTime(), nullable=True),
        sa.Column("data_to", sa.DateTime(), nullable=True),
        sa.Column("reader_count", sa.Integer(), nullable=False),
        sa.Column("book_count", sa.Integer(), nullable=False),
        sa.Column("interaction_count", sa.Integer(), nullable=False),
        sa.Column("list_count", sa.Integer(), nullable=False),
        sa.Column("hyper_parameters", sa.JSON(), nullable=True),
        sa.Column("metrics", sa.JSON(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("revision", sa.String(length=64), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("peak_memory_mb", sa.Double(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published IS NOT NULL)", name="ck_recommendation_run_state_published"
        ),
        sa.CheckConstraint(
            "state IN ('writing', 'published', 'kept', 'pruned', 'refused', 'failed')",
            name="ck_recommendation_run_state",
        ),
        sa.CheckConstraint("published = 1", name="ck_recommendation_run_published"),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation_run"),
        sa.UniqueConstraint("published", name="uq_recommendation_run_published"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("display_name", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("role", sa.String(length=16), server_default="reader", nullable=False),
        sa.Column("locale", sa.String(length=8), server_default="zh-CN", nullable=False),
        sa.Column("personalised", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("session_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=True),
        sa.Column("origin_id", sa.String(length=64), nullable=True),
        sa.Column("rating_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("locale IN ('zh-CN', 'en')", name="ck_user_locale"),
        sa.CheckConstraint("role IN ('reader', 'staff', 'admin')", name="ck_user_role"),
        sa.CheckConstraint("rating_count >= 0", name="ck_user_rating_count"),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        sa.UniqueConstraint("name", name="uq_user_name"),
        sa.UniqueConstraint("origin", "origin_id", name="uq_user_origin_origin_id"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_user_demonstration", "user", ["demonstration"])

    op.create_table(
        "book_author",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_book_author_author_id_author"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_book_author_book_id_book", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("book_id", "author_id", name="pk_book_author"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_book_author_author_id_book_id", "book_author", ["author_id", "book_id"])

    op.create_table(
        "book_category",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_book_category_book_id_book", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_book_category_category_id_category"),
        sa.PrimaryKeyConstraint("book_id", "category_id", name="pk_book_category"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_book_category_category_id_book_id", "book_category", ["category_id", "book_id"])

    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="ck_rating_stars"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_rating_book_id_book", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_rating_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
        sa.UniqueConstraint("user_id", "book_id", name="uq_rating_user_id_book_id"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_rating_book_id", "rating", ["book_id"])
    op.create_index("ix_rating_rated_at_book_id", "rating", ["rated_at", "book_id"])
    op.create_index("ix_rating_user_id_rated_at", "rating", ["user_id", "rated_at"])

    op.create_table(
        "recommendation",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("predicted_stars", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("evidence_book_id", sa.Integer(), nullable=True),
        sa.Column("evidence_book2_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason IN ('because_you_liked', 'similar_readers')", name="ck_recommendation_reason"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["recommendation_run.id"], name="fk_recommendation_run_id_recommendation_run"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_recommendation_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "user_id", "rank", name="pk_recommendation"),
        sa.UniqueConstraint("run_id", "user_id", "book_id", name="uq_recommendation_run_id_user_id_book_id"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_recommendation_user_id", "recommendation", ["user_id"])


def downgrade() -> None:
    op.drop_table("recommendation")
    op.drop_table("rating")
    op.drop_table("book_category")
    op.drop_table("book_author")
    op.drop_table("user")
    op.drop_table("recommendation_run")
    op.drop_table("category")
    op.drop_table("book")
    op.drop_table("author")
