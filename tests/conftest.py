"""What every test may ask for. Each test that asks for a database gets an empty one, on SQLite and on MariaDB."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import flask_migrate
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url

from backend.accounts.service import passwords
from backend.app import create_app
from backend.core import clock
from backend.core.api import App
from backend.core.database import Base, db
from backend.core.settings import ROOT, Settings
from tests.clients import LibraryClient
from tests.factories import make_user
from tests.mariadb import private_mariadb

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    # A password hash is expensive on purpose; hundreds of them would be most of the tests' time.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._nobody = passwords._hasher.hash("nobody has this password")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes share the tests by the file, and by the folder where one costly thing is made for all of it. First,
    because pytest-xdist reads the groups next."""
    for item in items:
        place = item.path.relative_to(ROOT / "tests")
        group = place.parent if place.parts[0] == "e2e" or "discovery" in place.parts else place
        item.add_marker(pytest.mark.xdist_group(str(group)))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data sets; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("SHELFWISE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the public data sets are not beside the project (set SHELFWISE_DATA)")
    return folder


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[str]:
    with private_mariadb() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    url = f"sqlite:///{folder / 'library.db'}"
    migrate(url)
    # Whatever is still in the write-ahead log belongs into the file that is copied.
    with sqlite3.connect(folder / "library.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "library.db"


@pytest.fixture(scope="session")
def mariadb_library(mariadb_server: str) -> str:
    """The URL of a migrated database on the private server."""
    engine = create_engine(mariadb_server)
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE shelfwise CHARACTER SET utf8mb4"))
    engine.dispose()
    url = f"{mariadb_server}/shelfwise"
    migrate(url)
    _remember(url)
    return url


@pytest.fixture(params=["sqlite", "mariadb"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty, real database; what is committed to it stays until the test ends."""
    if request.param == "sqlite":
        file = tmp_path / "shelfwise.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    url: str = request.getfixturevalue("mariadb_library")
    _empty(url)
    yield url


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    """The application on an empty library, with the clock held at NOW."""
    application = create_app(settings_for(database_url, tmp_path))
    application.test_client_class = LibraryClient
    with clock.frozen(NOW):
        yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database_app(app: App) -> App:
    """The same, for tests of code that commits by itself."""
    return app


@pytest.fixture
def library(app: App) -> Iterator[App]:
    """Inside an application context, for tests of services and queries."""
    with app.app_context():
        yield app


@pytest.fixture
def guest(app: App) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in_as(app: App) -> Callable[[str], Any]:
    """`sign_in_as("staff")`: a client signed in with a fresh account of that role; its id is `client.user_id`."""

    def sign_in(role: str, **values: Any) -> LibraryClient:
        client = app.test_client()
        assert isinstance(client, LibraryClient)
        with app.app_context():
            user = make_user(role=role, **values)
            db.session.commit()
            client.user_id, session_id = user.id, user.get_id()
        with client.session_transaction() as session:
            session["_user_id"] = session_id
        return client

    return sign_in


@pytest.fixture
def reader(sign_in_as: Callable[[str], LibraryClient]) -> LibraryClient:
    return sign_in_as("reader")


def settings_for(database_url: str, folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "environment": "test",
        "database_url": database_url,
        "secret_key": "a key for tests only, never used elsewhere",
        "instance_folder": folder / "instance",
        "time_zone": ZoneInfo("Asia/Shanghai"),
        "library_name_zh": "知阅图书馆",
        "library_name_en": "Shelfwise Library",
        "limits_enabled": False,
        "limits_storage": "memory://",
        "trusted_proxies": 0,
    }
    return Settings(**{**values, **changes})


def migrate(url: str) -> None:
    application = create_app(settings_for(url, Path(make_url(url).database or ".").parent))
    with application.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


# What the migrations put into a new library: the default policy, the general group, the usual week.
_new_library: dict[str, list[dict[str, Any]]] = {}


def _remember(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in connection.execute(table.select()).mappings()]
            if rows:
                _new_library[table.name] = rows
    engine.dispose()


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        _delete_everything(connection)
    engine.dispose()


def _delete_everything(connection: Connection) -> None:
    connection.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
    for table in Base.metadata.sorted_tables:
        connection.execute(table.delete())
    for name, rows in _new_library.items():
        connection.execute(Base.metadata.tables[name].insert(), rows)
    connection.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
