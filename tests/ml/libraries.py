"""Small libraries with known answers: as arrays for the models, as rows for the whole job."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, create_engine, event, text

from ml.book_shelves import BookShelves
from ml.config import EvaluationConfig, Settings, SignalConfig
from ml.data.catalogue import Catalogue, Ragged
from ml.data.histories import Histories
from ml.data.interactions import NO_SEQUENCE, Interactions, make_interactions
from ml.data.signals import RATING, Happened, merge
from ml.database import open_engine, writing
from ml.list_config import ListConfig, PublishingConfig
from ml.list_rows import TABLES
from ml.lists import SIMILAR_READERS, Lists
from ml.ncf_config import NcfConfig
from ml.publishing import publish
from ml.run_record import RunRecord

Row = tuple[int, int, int, datetime | None, int | None]

# Enough to learn a checkerboard, in a second or two.
QUICK = NcfConfig(embedding_size=8, epochs=3, mlp_units=8, mlp_epochs=3, cuts_per_reader=2, shortlist=60)
START = datetime(2026, 1, 1, 12, 0)


def interactions_from(rows: list[Row], catalogue: list[int] | None = None) -> Interactions:
    """Interactions of (reader, book, stars, rated_at, sequence) rows."""
    readers, books, stars, moments, sequences = zip(*rows, strict=True)
    ratings = Happened(
        RATING,
        np.array(readers),
        np.array(books),
        np.array(moments, dtype="datetime64[us]"),
        np.array(stars),
        np.array([NO_SEQUENCE if s is None else s for s in sequences]),
        np.arange(len(rows)),
    )
    nobody = np.empty(0, dtype=np.int64)
    events = merge([ratings], SignalConfig(), (nobody, nobody))
    return make_interactions(events, np.array(catalogue or sorted(set(books))))


def catalogue_of(interactions: Interactions) -> Catalogue:
    """Facts by which even books can be told from odd ones: title, author and category say it in three ways."""
    books = len(interactions.books)
    place = np.arange(books + 1)
    parity = (place[:-1] % 2).astype(np.int32)
    return Catalogue(
        title=tuple(f"the {'odd' if b % 2 else 'even'} {'单' if b % 2 else '双'}数之书 {b}" for b in range(books)),
        author=Ragged(place, (2 * (place[:-1] // 4) + parity).astype(np.int32)),
        category=Ragged(place, parity),
        series=np.full(books, -1, dtype=np.int32),
        language=parity,
        year=(1990 + place[:-1]).astype(np.int32),
        added_on=np.full(books, np.datetime64("2026-01-01")),
    )


def checkerboard(readers: int = 20, books: int = 20) -> Interactions:
    """Even readers like even books, odd readers odd books; reader r has not rated book r. Ids are 100 + index."""
    rows: list[Row] = []
    for reader in range(readers):
        own = [book for book in range(reader % 2, books, 2) if book != reader]
        rows += [(100 + reader, 100 + book, 5, START + timedelta(days=i), None) for i, book in enumerate(own)]
    return interactions_from(rows, [100 + book for book in range(books)])


def history(books: list[int], stars: list[int] | None = None, ordered: bool = True) -> Histories:
    """One reader's history of book indices."""
    given = np.array(stars or [5] * len(books), dtype=np.int8)
    return Histories(
        np.array([-1], dtype=np.int32),
        np.array([0, len(books)]),
        np.array(books, dtype=np.int32),
        given.astype(np.float32),
        np.array((0.0, *SignalConfig().star_weights), dtype=np.float32)[given],
        np.ones(len(books), dtype=bool),
        np.array([ordered]),
        np.zeros((1, 0), dtype=np.int32),
    )


def taste_rows(readers: int = 60, books: int = 40, each: int = 14, seed: int = 1) -> list[Row]:
    """Readers of four tastes, dated ratings; most books of a reader are of his taste. Ids begin at 1."""
    random = np.random.default_rng(seed)
    rows: list[Row] = []
    for reader in range(readers):
        likes = np.arange(books) % 4 == reader % 4
        weight = np.where(likes, 12.0, 1.0)
        chosen = random.choice(books, size=min(each, books - 12), replace=False, p=weight / weight.sum())
        for place, book in enumerate(chosen):
            stars = int(random.integers(4, 6) if likes[book] else random.integers(1, 4))
            rows.append((reader + 1, int(book) + 1, stars, START + timedelta(hours=place, minutes=reader), None))
    return rows


def fill(database_url: str, rows: list[Row], opted_out: tuple[int, ...] = (), extra_books: int = 0) -> None:
    """Readers, books and ratings into a migrated, empty database."""
    readers = sorted({row[0] for row in rows})
    books = sorted({row[1] for row in rows})
    books += range(books[-1] + 1, books[-1] + 1 + extra_books)
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO user (id, name, display_name, personalised, created_at) "
                "VALUES (:id, :name, :name, :own, :at)"
            ),
            [{"id": r, "name": f"reader {r}", "own": r not in opted_out, "at": "2026-01-01 00:00:00"} for r in readers],
        )
        connection.execute(
            text("INSERT INTO book (id, title, sort_title, added_on) VALUES (:id, :title, :title, '2026-01-01')"),
            # A number at the end would make them volumes of one series.
            [{"id": b, "title": f"book {b}, a novel"} for b in books],
        )
        connection.execute(
            text("INSERT INTO rating (user_id, book_id, stars, rated_at, sequence) VALUES (:u, :b, :s, :at, :q)"),
            [{"u": u, "b": b, "s": s, "at": at and at.isoformat(sep=" "), "q": q} for u, b, s, at, q in rows],
        )
    engine.dispose()


def open_with_old_lists(database_url: str, folder: Path, readers: int) -> Engine:
    """A library of 90 books whose readers, 1 to `readers`, have the list 1, 2, 3 by an earlier run."""
    fill(database_url, taste_rows(readers=readers, books=90, each=20))
    engine = open_engine(database_url)
    config = settings_for(database_url, folder).publishing
    old = lists_of(list(range(1, readers + 1)), 1)
    publish(engine, RunRecord("ncf", seed=1), old, shelves_of([1, 2]), config)
    return engine


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings of a job that takes a second or two."""
    return replace(
        Settings(database_url=database_url, model_dir=folder / "models"),
        ncf=QUICK,
        lists=ListConfig(list_size=10, reserve=2, batch_readers=32, new_book_place=0),
        evaluation=EvaluationConfig(batch_readers=32, overlap_pairs=50),
        publishing=PublishingConfig(batch_readers=7, delete_rows=20, kept_runs=2),
    )


def lists_of(readers: list[int], first_book: int, depth: int = 3) -> Lists:
    """Lists that can be told apart by their first book."""
    book = np.tile(np.arange(first_book, first_book + depth), (len(readers), 1)).astype(np.int64)
    score = np.tile(np.linspace(1.0, 0.5, depth, dtype=np.float32), (len(readers), 1))
    return Lists(
        reader=np.array(readers),
        version=np.zeros(len(readers), dtype=np.int64),
        book=book,
        score=score,
        stars=score * 5,
        evidence=np.full((*book.shape, 2), -1, dtype=np.int64),
        reason=np.full(book.shape, SIMILAR_READERS, dtype=np.int8),
        source=np.zeros(book.shape, dtype=np.int8),
        sources=("ncf",),
        made_at=START,
    )


def shelves_of(books: list[int], similar: int = 2, also_liked: int = 1) -> BookShelves:
    """Beside each book the next ones."""
    own = np.array(books)[:, None]
    beside = own + 1 + np.arange(similar)
    others = own + 1 + np.arange(also_liked)
    return BookShelves(
        book=own[:, 0],
        similar=beside,
        similar_score=np.full(beside.shape, 0.5, dtype=np.float32),
        also_liked=others,
        also_liked_score=np.full(others.shape, 2.0, dtype=np.float32),
        also_liked_readers=np.full(others.shape, 3, dtype=np.int32),
    )


def ask_for(engine: Engine, model: str) -> None:
    """A run that somebody of the staff has asked for."""
    with writing(engine) as connection:
        # The portal's own column, which the job does not name.
        connection.exec_driver_sql(
            "INSERT INTO run_request (id, model, state, open, asked_at, done, total)"
            f" VALUES (1, '{model}', 'waiting', 1, '2026-11-20 08:00:00', 0, 0)"
        )


def served(engine: Engine) -> dict[int, list[int]]:
    """What readers see: reader -> books by rank, of the published run."""
    question = text(
        "SELECT r.user_id, r.book_id FROM recommendation r JOIN recommendation_run run ON run.id = r.run_id "
        "WHERE run.published = 1 ORDER BY r.user_id, r.`rank`"
    )
    seen: dict[int, list[int]] = {}
    with engine.connect() as connection:
        for reader, book in connection.execute(question):
            seen.setdefault(reader, []).append(book)
    return seen


def runs(engine: Engine) -> list[tuple[int, str, int]]:
    """(id, state, rows of all tables) of every run, oldest first."""
    counts = " + ".join(f"(SELECT COUNT(*) FROM {table.name} r WHERE r.run_id = run.id)" for table, _ in TABLES)
    question = text(f"SELECT run.id, run.state, {counts} FROM recommendation_run run ORDER BY run.id")
    with engine.connect() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(question)]


class FailAt:
    """The n-th statement or commit (1, 2, ...) of the engine fails, and so does every later one: the job is dead."""

    class Crash(Exception):
        pass

    def __init__(self, engine: Engine, number: int) -> None:
        self.engine, self.left, self.hit = engine, number, False

    def __enter__(self) -> "FailAt":
        event.listen(self.engine, "before_cursor_execute", self._count)
        event.listen(self.engine, "commit", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._count)
        event.remove(self.engine, "commit", self._count)

    def _count(self, *_: object, **__: object) -> None:
        self.left -= 1
        if self.left <= 0:
            self.hit = True
            raise self.Crash
