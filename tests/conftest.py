"""What every test may ask for. Each test that asks for a database gets an empty one, on SQLite and on MariaDB."""

import gc
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
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from werkzeug.routing import Rule
from xdist.scheduler import LoadScopeScheduling

from backend import app as application
from backend.accounts.service import passwords
from backend.app import create_app
from backend.core import clock
from backend.core.api import App
from backend.core.database import Base, db
from backend.core.limits import limiter
from backend.core.settings import ROOT, Settings
from tests.clients import LibraryClient
from tests.factories import make_user
from tests.mariadb import make_database, private_mariadb

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    # A password hash is expensive on purpose; hundreds of them would be most of the tests' time.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._nobody = passwords._hasher.hash("nobody has this password")
    # Looking through the built pages at every start is slow too; tests of them build their own.
    application.SPA = ROOT / "tests" / "no pages"
    _compile_each_route_once()


def _compile_each_route_once() -> None:
    """Every test makes its application anew; most of the time for it is Python code that werkzeug writes and compiles
    for each route, and that depends on nothing but the route."""
    compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def once(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, append_unknown, repr(self.defaults), tuple(self._trace))
        if key not in compiled:
            compiled[key] = compile_builder(self, append_unknown)
        return compiled[key]

    Rule._compile_builder = once  # type: ignore[method-assign]


def pytest_collection_finish(session: pytest.Session) -> None:
    # What is imported now stays until the end: the collector need not walk through it a thousand times more.
    gc.collect()
    gc.freeze()


# What takes longest begins first, so that at the end neither process waits for the other. The rest as it comes.
LONGEST = (
    *("e2e", "demonstration", "wire/test_any_request.py"),
    *("ml/test_worker_processes.py", "ml/test_processes.py", "ml/test_pipeline.py", "ml"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    group_of = {item: _group(item.path.relative_to(ROOT / "tests")) for item in items}
    items.sort(key=lambda item: next(i for i, name in enumerate((*LONGEST, "")) if group_of[item].startswith(name)))


class ByWhatIsMade(LoadScopeScheduling):  # type: ignore[misc]
    """Two processes share the tests by the file, and by the folder where one costly thing is made for all of it.

    In place of `--dist loadgroup`, which says nothing and groups nothing with pytest 9.2 (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return _group(Path(nodeid.partition("::")[0]).relative_to("tests"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatIsMade:
    return ByWhatIsMade(config, log)


def _group(place: Path) -> str:
    if place.parts[0] == "e2e":
        return "e2e"
    return "demonstration" if {"discovery", "seed"} & set(place.parts) else place.as_posix()


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
    url = make_database(mariadb_server, "shelfwise")
    migrate(url)
    _remember(url)
    return url


@pytest.fixture(scope="session")
def mariadb_engine(mariadb_library: str) -> Iterator[Engine]:
    """A connection to that database that no application uses."""
    engine = create_engine(mariadb_library)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "mariadb"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty, real database; what is committed to it stays until the test ends."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        file = template.with_name("shelfwise.db")
        for old in template.parent.glob("shelfwise.db*"):
            old.unlink()
        shutil.copyfile(template, file)
        yield f"sqlite:///{file}"
        return
    _empty(request.getfixturevalue("mariadb_engine"))
    yield request.getfixturevalue("mariadb_library")


# An application is a third of what a small test costs: it registers each route, and its engine learns each statement.
_applications: dict[str, tuple[App, dict[str, Any]]] = {}


def _application(settings: Settings) -> App:
    """The one application on this database, as new: its settings and what tests may have done to it are put right."""
    if settings.database_url not in _applications:
        made = create_app(settings)
        made.test_client_class = LibraryClient
        _applications[settings.database_url] = made, dict(made.config)
    found, config = _applications[settings.database_url]
    found.config.clear()
    found.config.update(config, SETTINGS=settings)
    found.extensions.pop("pages", None)
    # Others of the same process were built with settings of their own.
    limiter.enabled = settings.limits_enabled
    return found


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    """The application on an empty library, with the clock held at NOW."""
    application = _application(settings_for(database_url, tmp_path))
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
        "payment_providers": ("pay_at_desk", "sandbox"),
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


def _empty(engine: Engine) -> None:
    """Delete what the test before has left; one question finds the few tables that it wrote to."""
    names = [table.name for table in Base.metadata.sorted_tables]
    filled = " UNION ALL ".join(f"SELECT '{name}' FROM DUAL WHERE EXISTS (SELECT 1 FROM `{name}`)" for name in names)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 0")
        for name in connection.exec_driver_sql(filled).scalars().all():
            connection.exec_driver_sql(f"DELETE FROM `{name}`")
        for name, rows in _new_library.items():
            connection.execute(Base.metadata.tables[name].insert(), rows)
        connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 1")
