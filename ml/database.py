"""The engine, and the tables this package reads or writes, named column by column (SQLAlchemy Core, no web code)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ml.errors import DatabaseUnreachable, TablesMissing

# A reader's own write may hold SQLite's one write lock; a job of minutes can wait for a minute.
BUSY_SECONDS = 60
MYSQL_DRIVERS = ("mysql+pymysql", "mariadb+pymysql")

metadata = MetaData()


def _of_reader_and_book(name: str, *columns: Column[Any]) -> Table:
    """A table with one row at most for each reader and book."""
    keys = (Column("user_id", Integer, primary_key=True), Column("book_id", Integer, primary_key=True))
    return Table(name, metadata, *keys, *columns)


user = Table(
    "user",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("personalised", Boolean),
    Column("locale", String(8)),
    Column("birth_year", Integer),
    Column("occupation", String(32)),
    # Without it we read neither of the two.
    Column("profile_consent", Boolean),
    # Raised by every change of what we see of the reader: a list knows which version it was made from.
    Column("taste_version", Integer),
)

book = Table(
    "book",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(500)),
    Column("published_year", Integer),
    Column("language", String(16)),
    Column("added_on", Date),
)

book_author = Table(
    "book_author",
    metadata,
    Column("book_id", Integer, primary_key=True),
    Column("author_id", Integer, primary_key=True),
    Column("position", Integer),
)

book_series = Table(
    "book_series",
    metadata,
    Column("book_id", Integer, primary_key=True),
    Column("series_id", Integer),
)

book_category = Table(
    "book_category",
    metadata,
    Column("book_id", Integer, primary_key=True),
    Column("category_id", Integer, primary_key=True),
    Column("position", Integer),
)

rating = Table(
    "rating",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer),
    Column("book_id", Integer),
    # Whole and half ones.
    Column("stars", Float),
    Column("rated_at", DateTime),
    Column("sequence", Integer),
)

book_like = _of_reader_and_book("book_like", Column("liked_at", DateTime))

book_favourite = _of_reader_and_book("book_favourite", Column("favourited_at", DateTime))

review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer),
    Column("book_id", Integer),
    Column("created_at", DateTime),
    # Taken back by its reader.
    Column("removed_at", DateTime),
)

book_view = _of_reader_and_book("book_view", Column("viewed_at", DateTime))

dismissal = _of_reader_and_book("dismissal", Column("dismissed_at", DateTime))

loan = Table(
    "loan",
    metadata,
    Column("id", Integer, primary_key=True),
    # Null once it is over and the reader is not to be remembered.
    Column("user_id", Integer),
    Column("book_id", Integer),
    Column("state", String(24)),
    Column("borrowed_at", DateTime),
)

# Pairs that the reader does not want to be judged by.
taste_exclusion = _of_reader_and_book("taste_exclusion")

recommendation_run = Table(
    "recommendation_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("model", String(32)),
    Column("state", String(16)),
    # TRUE for at most one run, else NULL: a unique column keeps two runs from being served.
    Column("published", Boolean, unique=True),
    Column("reason", Text),
    Column("data_from", DateTime),
    Column("data_to", DateTime),
    Column("reader_count", Integer),
    Column("book_count", Integer),
    Column("interaction_count", Integer),
    Column("list_count", Integer),
    Column("hyper_parameters", JSON),
    Column("metrics", JSON),
    Column("seed", Integer),
    Column("revision", String(64)),
    Column("duration_seconds", Float),
    Column("peak_memory_mb", Float),
    Column("started_at", DateTime),
    Column("finished_at", DateTime),
    Column("published_at", DateTime),
    Column("withdrawn_at", DateTime),
    Column("log", Text),
)

recommendation = Table(
    "recommendation",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("user_id", Integer, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("book_id", Integer),
    Column("score", Float),
    Column("predicted_stars", Float),
    Column("source", String(16)),
    Column("reason", String(32)),
    Column("evidence_book_id", Integer),
    Column("evidence_book2_id", Integer),
)

recommendation_list = Table(
    "recommendation_list",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("user_id", Integer, primary_key=True),
    Column("made_at", DateTime),
    Column("taste_version", Integer),
    Column("refreshed", Boolean),
)

similar_book = Table(
    "similar_book",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("book_id", Integer, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("similar_book_id", Integer),
    Column("score", Float),
)

also_liked = Table(
    "also_liked",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("book_id", Integer, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("other_book_id", Integer),
    Column("score", Float),
    Column("reader_count", Integer),
)


def open_engine(database_url: str) -> Engine:
    """An engine that has answered once and holds every table we need.

    Raises DatabaseUnreachable or TablesMissing with a sentence for people.
    """
    engine = _make_engine(database_url)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        present = set(inspect(engine).get_table_names())
    except DBAPIError as error:
        raise DatabaseUnreachable(f"No answer from the database {shown}: {error.orig}") from error
    missing = sorted(set(metadata.tables) - present)
    if missing:
        raise TablesMissing(f"The database {shown} lacks {', '.join(missing)}; migrate it first.")
    return engine


def _make_engine(database_url: str) -> Engine:
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise DatabaseUnreachable(
            "DATABASE_URL is not a database URL, such as mysql+pymysql://user@host/shelfwise."
        ) from error
    if url.drivername == "sqlite":
        path = Path(url.database or "")
        # SQLite would create an empty file; people who misspelt the path would be told of missing tables instead.
        if not path.is_file():
            raise DatabaseUnreachable(
                f"There is no database file at {path}; start the application once, or set DATABASE_URL."
            )
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_on_sqlite)
        return engine
    if url.drivername not in MYSQL_DRIVERS:
        raise DatabaseUnreachable(
            f"DATABASE_URL uses {url.drivername}; it must be sqlite or one of {', '.join(MYSQL_DRIVERS)}."
        )
    if "charset" not in url.query:
        url = url.update_query_dict({"charset": "utf8mb4"})
    return create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True, pool_recycle=1800)


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver would begin transactions by itself, and too late: `_begin_on_sqlite` does it.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on_sqlite(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    # Another listener of the same process may have begun already.
    if raw is not None and not raw.in_transaction:
        writes = connection.get_execution_options().get("shelfwise_writes", False)
        # A writing transaction takes its lock first; upgrading later could fail with "database is locked".
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads; results are streamed, never held whole by the driver."""
    with engine.connect().execution_options(stream_results=True) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes; committed at the end of the block, rolled back when the block raises."""
    with engine.connect().execution_options(shelfwise_writes=True) as connection, connection.begin():
        yield connection


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def utc_now() -> datetime:
    """The moment, UTC without a zone and without microseconds, which MySQL's DATETIME does not keep."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
