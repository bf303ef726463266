"""The demonstration library, made once for all tests that only look at it, on each database."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backend.app import create_app
from backend.core.api import App
from backend.core.database import db
from backend.seed.library import seed_library
from tests.conftest import migrate, settings_for
from tests.mariadb import make_database

TODAY, ZONE = date(2026, 11, 20), ZoneInfo("Asia/Shanghai")
READERS = 80


@pytest.fixture(scope="session", params=["sqlite", "mariadb"])
def demonstration_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of the demonstration library with few readers. Nobody changes anything in it."""
    url = own_database(request, tmp_path_factory.mktemp("demonstration"), "demonstration")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("instance")))
    with app.app_context():
        seed_library(TODAY, ZONE, readers=READERS)
        db.session.commit()
        db.engine.dispose()
    return url


@pytest.fixture
def demonstration(demonstration_url: str, tmp_path: Path) -> Iterator[App]:
    """Inside an application context of it."""
    app = create_app(settings_for(demonstration_url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def own_database(request: pytest.FixtureRequest, folder: Path, name: str) -> str:
    """The URL of a migrated, empty database that no other test uses; request.param says of which kind."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "library.db")
        return f"sqlite:///{folder / 'library.db'}"
    url = make_database(request.getfixturevalue("mariadb_server"), name)
    migrate(url)
    return url
