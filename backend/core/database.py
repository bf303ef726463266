"""The database handle and how a connection is set up on SQLite and on MySQL/MariaDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Delete, Dialect, Engine, MetaData, TypeDecorator, Update, event
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase

# Names for every constraint, so that a migration can drop what another database named differently.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Binary collation: MariaDB then compares text exactly as SQLite does, and unique keys mean the same on both.
TABLE_OPTIONS = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    __table_args__: Any = TABLE_OPTIONS


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def change_rows(statement: Update | Delete) -> int:
    """Run it and return how many rows it changed: with conditions in it, one statement looks and takes."""
    options = {"synchronize_session": False}
    return int(db.session.execute(statement, execution_options=options).rowcount)  # type: ignore[attr-defined]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; stored without a zone, because neither database keeps one."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(mysql.DATETIME() if dialect.name in ("mysql", "mariadb") else DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def read_only() -> Iterator[None]:
    """Transactions begun inside only read: on SQLite they take no write lock, so readers never queue."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def described_by_models(name: str | None, kind: str, _parents: object) -> bool:
    """For Alembic: whether the models know of it. Full-text indexes are each database's own, made in the migrations."""
    return not (kind in ("table", "index") and (name or "").startswith(("search_words", "ft_")))


def engine_options(database_url: str) -> dict[str, Any]:
    """Options for `create_engine`, by kind of database."""
    # The values of a statement that fails are names, letters and words: they do not belong in a log.
    if make_url(database_url).get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"timeout": 15}}
    # READ COMMITTED: after waiting for a lock we must see what its holder wrote, not an older snapshot.
    return {
        "hide_parameters": True,
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "pool_size": 10,
    }


@event.listens_for(Engine, "connect")
def _set_up_connection(connection: Any, _record: Any) -> None:
    if "sqlite" not in type(connection).__module__:
        return
    # The driver would begin transactions by itself, and too late: `_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 15000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        # A writing transaction takes its lock first; upgrading later could fail with "database is locked".
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
