"""python -m tests.bench.made_up REQUESTS: so many made-up requests to each route, on both databases."""

import sys
import tempfile
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from backend.app import create_app
from backend.core.database import db
from tests.any_request import Answers, ask_everything, furnish, requests_to_all_routes
from tests.bench.table import Figure, show
from tests.clients import LibraryClient
from tests.conftest import migrate, settings_for
from tests.factories import make_user
from tests.mariadb import private_mariadb

REQUESTS = 250


def rows_of_table(requests: int = REQUESTS) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="shelfwise-bench-") as name:
        folder = Path(name)
        figures = [_row("SQLite", f"sqlite:///{folder / 'library.db'}", folder, requests)]
        with private_mariadb() as server:
            engine = create_engine(server)
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE made_up CHARACTER SET utf8mb4"))
            engine.dispose()
            return [*figures, _row("MariaDB", f"{server}/made_up", folder, requests)]


def _row(database: str, url: str, folder: Path, requests: int) -> Figure:
    answers = _answers(url, folder, requests)
    for fault in answers.faults:
        sys.stderr.write(f"{database}: {fault}\n")
    what = f"{database}: made-up requests, {requests} a route"
    return Figure(what, f"{answers.number:,}, {len(answers.faults)} faults", "limit 0 faults", not answers.faults)


def _answers(url: str, folder: Path, requests: int) -> Answers:
    migrate(url)
    app = create_app(settings_for(url, folder))
    app.test_client_class = LibraryClient

    def sign_in() -> FlaskClient:
        client = app.test_client()
        with app.app_context():
            session_id = make_user(role="admin").get_id()
            db.session.commit()
        with client.session_transaction() as session:
            session["_user_id"] = session_id
        return client

    with app.app_context():
        furnish()
        db.session.commit()
    try:
        return ask_everything(sign_in, requests_to_all_routes(requests))
    finally:
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    sys.stdout.write(show(rows_of_table(int(sys.argv[1]))) + "\n")
