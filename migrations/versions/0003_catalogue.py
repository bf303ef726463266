"""The catalogue: subtitles, series, aliases, covers, copies, stock, curated lists, and the search index.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
COUNTS = ("copies_total", "copies_free", "stock_free", "loans_30d", "readers_7d", "readers_30d")
# On the last column of each, because SQLite can only add a check together with a column.
CHECKS = {
    "copies_free": ("copies", "0 <= copies_free AND copies_free <= copies_total"),
    "readers_30d": ("counts", "stock_free >= 0 AND loans_30d >= 0 AND readers_7d >= 0 AND readers_30d >= 0"),
}
RANKS = ("loans_30d", "readers_7d", "readers_30d", "trend")
ROLES = "role IN ('author', 'translator', 'editor', 'illustrator')"
CONDITIONS = "'ok', 'damaged', 'in_repair', 'missing', 'lost', 'withdrawn', 'on_order', 'in_process'"

FTS5 = (
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "words, content='search_document', content_rowid='book_id', tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_words(rowid, words) VALUES (new.book_id, new.words); END",
    "CREATE TRIGGER search_document_gone AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.book_id, old.words); END",
    "CREATE TRIGGER search_document_changed AFTER UPDATE OF words ON search_document BEGIN "
    "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.book_id, old.words); "
    "INSERT INTO search_words(rowid, words) VALUES (new.book_id, new.words); END",
)


def upgrade() -> None:
    op.add_column("book", sa.Column("subtitle", sa.String(length=500), nullable=True))
    op.add_column("book", sa.Column("cover", sa.String(length=64), nullable=True))
    for name in COUNTS:
        _add_counted("book", name, sa.Integer(), "0")
    op.add_column("book", sa.Column("trend", sa.Double(), server_default="0", nullable=False))
    for name in RANKS:
        op.create_index(f"ix_book_{name}_id", "book", [name, "id"])
    _add_checked("book_author", "role VARCHAR(16) NOT NULL DEFAULT 'author'", "ck_book_author_role", ROLES)
    _catalogue()
    _search()


def _catalogue() -> None:
    op.create_table(
        "author_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        _gone_with("author_alias", "author"),
        sa.PrimaryKeyConstraint("id", name="pk_author_alias"),
        sa.UniqueConstraint("author_id", "name", name="uq_author_alias_author_id_name"),
        **TABLE,
    )
    op.create_index("ix_author_alias_name", "author_alias", ["name"])
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        **TABLE,
    )
    op.create_index("ix_series_name", "series", ["name"])
    op.create_table(
        "book_series",
        sa.Column("book_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("volume", sa.Double(), nullable=True),
        sa.CheckConstraint("volume >= 0", name="volume"),
        _gone_with("book_series", "book"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_book_series_series_id_series"),
        sa.PrimaryKeyConstraint("book_id", name="pk_book_series"),
        **TABLE,
    )
    op.create_index("ix_book_series_series_id_volume", "book_series", ["series_id", "volume"])
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
        sa.UniqueConstraint("code", name="uq_location_code"),
        **TABLE,
    )
    op.create_table(
        "copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("barcode", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("shelf_mark", sa.String(length=64), nullable=True),
        sa.Column("condition", sa.String(length=16), server_default="ok", nullable=False),
        sa.Column("reference_only", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("acquired_on", sa.Date(), nullable=True),
        # CONDITION is a word of MySQL's own.
        sa.CheckConstraint(sa.column("condition").in_(sa.text(CONDITIONS)), name="condition"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_copy_book_id_book"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_copy_location_id_location"),
        sa.PrimaryKeyConstraint("id", name="pk_copy"),
        sa.UniqueConstraint("barcode", name="uq_copy_barcode"),
        **TABLE,
    )
    op.create_index("ix_copy_book_id_condition", "copy", ["book_id", "condition"])
    op.create_index("ix_copy_location_id", "copy", ["location_id"])
    op.create_table(
        "book_stock",
        sa.Column("book_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_book_stock_book_id_book"),
        sa.PrimaryKeyConstraint("book_id", name="pk_book_stock"),
        **TABLE,
    )
    op.create_table(
        "curated_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("intro_zh", sa.String(length=500), server_default="", nullable=False),
        sa.Column("intro_en", sa.String(length=500), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_curated_list"),
        sa.UniqueConstraint("slug", name="uq_curated_list_slug"),
        **TABLE,
    )
    op.create_table(
        "curated_book",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        _gone_with("curated_book", "book"),
        _gone_with("curated_book", "curated_list", "list_id"),
        sa.PrimaryKeyConstraint("list_id", "book_id", name="pk_curated_book"),
        **TABLE,
    )


def _search() -> None:
    op.create_table(
        "search_document",
        sa.Column("book_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marks", sa.String(length=500), server_default="", nullable=False),
        sa.Column("words", sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb"), nullable=False),
        _gone_with("search_document", "book"),
        sa.PrimaryKeyConstraint("book_id", name="pk_search_document"),
        **TABLE,
    )
    op.create_table(
        "search_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("common", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_term"),
        sa.UniqueConstraint("term", name="uq_search_term_term"),
        **TABLE,
    )
    op.create_table(
        "search_posting",
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("books", sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql", "mariadb"), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["search_term.id"], name="fk_search_posting_term_id_search_term"),
        sa.PrimaryKeyConstraint("term_id", "part", name="pk_search_posting"),
        **TABLE,
    )
    op.create_table(
        "search_key",
        sa.Column("book_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        _gone_with("search_key", "book"),
        sa.PrimaryKeyConstraint("book_id", "key", name="pk_search_key"),
        **TABLE,
    )
    op.create_index("ix_search_key_key_book_id", "search_key", ["key", "book_id"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE FULLTEXT INDEX ft_search_document_words ON search_document (words)")
    else:
        for statement in FTS5:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    for table in (
        *("search_key", "search_posting", "search_term", "search_document", "curated_book", "curated_list"),
        *("book_stock", "copy", "location", "book_series", "series", "author_alias"),
    ):
        op.drop_table(table)
    _drop_checked("book_author", "role", "ck_book_author_role")
    for name in RANKS:
        op.drop_index(f"ix_book_{name}_id", "book")
    for name in reversed(COUNTS):
        _drop_checked("book", name, *(f"ck_book_{CHECKS[name][0]}" for _ in CHECKS if name in CHECKS))
    for name in ("trend", "cover", "subtitle"):
        op.drop_column("book", name)


def _add_counted(table: str, name: str, kind: "sa.types.TypeEngine[int]", default: str) -> None:
    if name in CHECKS:
        check, condition = CHECKS[name]
        _add_checked(table, f"{name} INTEGER NOT NULL DEFAULT 0", f"ck_{table}_{check}", condition)
    else:
        op.add_column(table, sa.Column(name, kind, server_default=default, nullable=False))


def _add_checked(table: str, column: str, check: str, condition: str) -> None:
    """A column with a check. SQLite would copy the table to add a check alone, and lose what hangs on its rows."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CONSTRAINT {check} CHECK ({condition})")
    else:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}, ADD CONSTRAINT {check} CHECK ({condition})")


def _drop_checked(table: str, column: str, *checks: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        for check in dict.fromkeys(checks):
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    op.drop_column(table, column)


def _gone_with(table: str, other: str, column: str = "") -> sa.ForeignKeyConstraint:
    column = column or f"{other}_id"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete="CASCADE")
