"""Somebody who looks for the books of the demonstration library."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.app import create_app
from backend.core.database import db
from tests.conftest import settings_for


@pytest.fixture
def visitor(demonstration_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """A guest in the demonstration library."""
    app = create_app(settings_for(demonstration_url, tmp_path))
    yield app.test_client()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
