"""`make bench`: import, train, publish and serve a library of ten thousand books; one table at the end."""

import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import create_engine, text

from backend.accounts.models import User
from backend.app import create_app
from backend.core.database import db
from backend.core.settings import read_settings
from backend.recommendations.models import Recommendation
from backend.recommendations.queries import published_run
from tests.bench import (
    goodbooks,
    lifetime_import,
    looks,
    made_up,
    refreshing,
    searching,
    top_ten,
    training_cost,
    web_vitals,
)
from tests.bench.commands import timed
from tests.bench.load import requests_per_second, served
from tests.bench.table import Figure, show
from tests.mariadb import private_mariadb

FLASK = str(Path(sys.executable).parent / "flask")
ML = [sys.executable, "-m", "ml"]
STEPS = ("train", "evaluate", "recommend", "publish")


def main() -> None:
    work = Path(tempfile.mkdtemp(prefix="shelfwise-bench-"))
    try:
        data, name = goodbooks.folder(work)
        figures = _import_and_train("SQLite", data, name, work / "sqlite", None, import_limit=90)
        figures += _requests(work / "sqlite")
        with private_mariadb() as server:
            _make_database(server)
            url = f"{server}/bench"
            figures += _import_and_train("MariaDB", data, name, work / "mariadb", url, import_limit=150)
        _tell("a reader brings a lifetime of books")
        figures += lifetime_import.rows_of_table()
        _tell("top-10 lists of all readers, ours and a peer's")
        figures += top_ten.rows_of_table(data if name == "goodbooks" else None)
        _tell(f"training on {', '.join(f'{size:,}' for size in training_cost.SIZES)} interactions")
        figures += training_cost.rows_of_table()
        figures += searching.rows_of_table()
        _tell("pages in Chromium")
        figures += web_vitals.rows_of_table(work / "pages")
        _tell("every page in every look")
        figures += looks.rows_of_table(work / "looks")
        _tell("made-up requests")
        figures += made_up.rows_of_table()
        sys.stdout.write(show(figures) + "\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _import_and_train(
    database: str, data: Path, name: str, instance: Path, url: str | None, *, import_limit: float
) -> list[Figure]:
    environment = {"INSTANCE_FOLDER": str(instance), "MODEL_DIR": str(instance / "models")}
    environment["DATABASE_URL"] = url or f"sqlite:///{instance / 'shelfwise.db'}"
    _tell(f"{database}: importing {name}")
    timed([FLASK, "db", "upgrade"], environment)
    imported = timed([FLASK, "import-books", "--format", "goodbooks", str(data)], environment)
    _tell(f"{database}: training, measuring, recommending, publishing")
    steps = {step: timed([*ML, step], environment) for step in STEPS}
    ratings, rows, quality = _results(environment)
    total = sum(step.seconds for step in steps.values())
    peak = max(step.peak_mb for step in steps.values())
    figures = [
        Figure(
            f"{database}: import of {ratings:,} ratings",
            f"{imported.seconds:.1f} s, {ratings / imported.seconds:,.0f} ratings/s",
            f"limit {import_limit:.0f} s",
            imported.seconds <= import_limit,
        ),
        Figure(
            f"{database}: import, memory", f"{imported.peak_mb:,.0f} MB", "limit 1,024 MB", imported.peak_mb <= 1024
        ),
    ]
    if url is None:
        figures.append(_plain_inserts(instance, ratings, imported.seconds))
    return [
        *figures,
        Figure(
            f"{database}: training",
            f"{ratings / steps['train'].seconds:,.0f} ratings/s, {steps['train'].seconds:.1f} s",
        ),
        Figure(f"{database}: publishing {rows:,} rows", f"{rows / steps['publish'].seconds:,.0f} rows/s"),
        quality,
        *refreshing.rows_of_table(database, environment),
        Figure(f"{database}: whole job", f"{total:.1f} s", "limit 600 s", total <= 600),
        Figure(f"{database}: whole job, memory", f"{peak:,.0f} MB", "limit 6,144 MB", peak <= 6144),
    ]


def _plain_inserts(instance: Path, ratings: int, seconds: float) -> Figure:
    """The peer of the import: the same rating rows copied by the database itself, indexes and checks included."""
    with sqlite3.connect(instance / "shelfwise.db") as connection:
        made = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'rating'").fetchone()[0]
        connection.execute(made.replace("CREATE TABLE rating", "CREATE TABLE rating_copy", 1))
        started = time.perf_counter()
        connection.execute("INSERT INTO rating_copy SELECT * FROM rating")
        connection.commit()
        copied = time.perf_counter() - started
        connection.execute("DROP TABLE rating_copy")
    return Figure(
        "SQLite: the same ratings copied table to table",
        f"{copied:.1f} s",
        f"import takes {seconds / copied:.1f} times it",
    )


def _requests(instance: Path) -> list[Figure]:
    """Lists a second beside a bare route of the same server, in the same run."""
    _tell("requests")
    environment = {"INSTANCE_FOLDER": str(instance), "RATE_LIMITS": "off"}
    with served("tests.bench.bare:create_app", {}) as (port, _):
        bare = requests_per_second(port, "/")
    figures = [Figure("bare route", f"{bare:,.0f} requests/s")]
    cookie = _session_of_a_reader(environment)
    paths = {"recommendations": "/api/recommendations", "book list": "/api/books?page=3", "one book": "/api/books/42"}
    with served("backend.app:create_app", environment) as (port, process):
        for name, path in paths.items():
            rate = requests_per_second(port, path, {"Cookie": cookie})
            figures.append(Figure(name, f"{rate:,.0f} requests/s", f"{rate / bare:.2f} of the bare route"))
        figures.append(Figure("web server, memory of its processes", f"{_family_mb(process):,.0f} MB"))
    return figures


def _session_of_a_reader(environment: dict[str, str]) -> str:
    """The cookie of somebody who has a personal list (imported readers cannot sign in)."""
    app = create_app(read_settings(environment))
    with app.app_context():
        row = db.session.query(Recommendation.user_id).filter(Recommendation.rank == 1).offset(1000).first()
        assert row is not None
        user = db.session.get(User, row.user_id)
        assert user is not None
        interface = app.session_interface
        assert isinstance(interface, SecureCookieSessionInterface)
        signer = interface.get_signing_serializer(app)
        assert signer is not None
        return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': user.get_id()})}"


def _results(environment: dict[str, str]) -> tuple[int, int, Figure]:
    """Ratings in the library, rows of lists, and what the published run measured of itself and of popularity."""
    app = create_app(read_settings(environment))
    with app.app_context():
        ratings = db.session.execute(db.text("SELECT COUNT(*) FROM rating")).scalar_one()
        rows = db.session.query(db.func.count()).select_from(Recommendation).scalar()
        run = published_run()
        assert run is not None
        assert run.metrics is not None
        ours, floor = (run.metrics[name]["ndcg_at_10"] for name in ("model", "popularity"))
        db.session.remove()
        db.engine.dispose()
    return (
        int(ratings),
        int(rows),
        Figure(
            "NDCG@10, last book of each ordered reader",
            f"{run.model} {ours:.4f}",
            f"popularity {floor:.4f}",
            ours > floor,
        ),
    )


def _family_mb(process: int) -> float:
    """Resident memory of a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (str(process), *children)]
    return sum(pages) * 4096 / 2**20


def _make_database(server: str) -> None:

    engine = create_engine(server)
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE bench CHARACTER SET utf8mb4"))
    engine.dispose()


def _tell(line: str) -> None:
    sys.stderr.write(f"{line} ...\n")


if __name__ == "__main__":
    main()
