"""python -m tests.bench.searching TITLES: search and suggestions among so many titles, on both databases."""

import logging
import random
import statistics
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, text

from backend.app import create_app
from backend.catalog.models import Author, Book
from backend.catalog.rules.words import runs, spelled
from backend.catalog.service import index_books, rebuild_index
from backend.core.database import db
from tests.bench.many_titles import fill
from tests.bench.table import Figure, show
from tests.conftest import settings_for
from tests.mariadb import private_mariadb

TITLES = 1_000_000
SEARCHES = 600
SEARCH_LIMIT_MS, SUGGEST_LIMIT_MS = 80, 30
BUFFER_MB = 2_048
log = logging.getLogger("bench")


@dataclass(frozen=True)
class Sample:
    """A book of the catalogue, to make questions from."""

    title: str
    author: str
    isbn13: str


def rows_of_table(titles: int = TITLES) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="shelfwise-bench-") as folder:
        figures += _measured("SQLite", f"sqlite:///{Path(folder) / 'library.db'}", titles, Path(folder))
        with private_mariadb(BUFFER_MB) as server:
            engine = create_engine(server)
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE titles CHARACTER SET utf8mb4"))
            engine.dispose()
            figures += _measured("MariaDB", f"{server}/titles", titles, Path(folder))
    return figures


def _measured(database: str, url: str, titles: int, folder: Path) -> list[Figure]:
    with _library(url, folder) as app:
        _tell(f"{database}: {titles:,} titles")
        fill(titles)
        before = _size_mb(url)
        _tell(f"{database}: index")
        seconds = _seconds(lambda: rebuild_index(db.session.commit))
        _analyze()
        size = _size_mb(url) - before
        _into_memory(url)
        samples = _samples()
        change = statistics.median(_seconds(_change) for _ in range(5)) * 1000
        _tell(f"{database}: searching")
        client = app.test_client()
        searches = _timed(client, "/api/books", list(_questions(samples, 1)), {"size": 24})
        keys = _timed(client, "/api/books/suggest", list(_typing(samples, 2)), {})
    return [
        Figure(f"{database}: index of {titles:,} titles", f"{seconds:,.0f} s, {size:,.0f} MB"),
        Figure(f"{database}: one book indexed anew", f"{change:.0f} ms"),
        _figure(f"{database}: search with facets", searches, SEARCH_LIMIT_MS),
        _figure(f"{database}: suggestions", keys, SUGGEST_LIMIT_MS),
    ]


@contextmanager
def _library(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(settings_for(url, folder))
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _figure(what: str, times: list[float], limit: float) -> Figure:
    ordered = sorted(times)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    value = f"median {half:.0f} ms, p95 {most:.0f} ms, most {ordered[-1]:.0f} ms"
    return Figure(what, value, f"limit p95 {limit} ms", most <= limit)


def _timed(client: FlaskClient, path: str, questions: list[dict[str, object]], more: dict[str, object]) -> list[float]:
    """Milliseconds of each request, JSON and all; the first ones warm what a server has warm."""
    times = []
    slow: list[tuple[float, object]] = []
    for question in questions[:20] + questions:
        started = time.perf_counter()
        answer = client.get(path, query_string={**question, **more})
        took = (time.perf_counter() - started) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{path} {question}: {answer.status_code}")
        times.append(took)
        slow.append((took, question))
    for took, asked in sorted(slow, key=lambda each: -each[0])[:12]:
        log.info("%.0f ms: %s", took, asked)
    return times[20:]


def _samples() -> list[Sample]:
    random_ = random.Random(7)
    highest = db.session.scalar(select(func.max(Book.id))) or 1
    ids = [random_.randint(1, highest) for _ in range(SEARCHES)]
    people = db.session.scalar(select(func.max(Author.id))) or 1
    names = dict(
        db.session.execute(
            select(Author.id, Author.name).where(Author.id.in_([1 + book_id % people for book_id in ids]))
        ).all()
    )
    books = db.session.execute(select(Book.id, Book.title, Book.isbn13).where(Book.id.in_(ids)))
    return [Sample(title, names[1 + book_id % people], isbn13 or "") for book_id, title, isbn13 in books]


def _questions(samples: list[Sample], seed: int) -> Iterator[dict[str, object]]:
    """As readers ask: titles, parts of them, names, pinyin, initials, an ISBN, a typing error; some with a filter."""
    random_ = random.Random(seed)
    kinds = (_whole_title, _some_words, _one_word, _name, _surname, _pinyin, _initials, _isbn, _typo, _both)
    for place, sample in enumerate(samples):
        question: dict[str, object] = {"q": kinds[place % len(kinds)](sample, random_)}
        if random_.random() < 0.2:
            question |= random_.choice(({"language": "zh"}, {"category": "literature"}, {"available": "true"}))
        if random_.random() < 0.1:
            question["sort"] = random_.choice(("new", "title", "rating"))
        yield question


def _typing(samples: list[Sample], seed: int) -> Iterator[dict[str, object]]:
    """The keys of somebody who types a title or a name, from the first to the twelfth."""
    random_ = random.Random(seed)
    for sample in samples:
        text_ = random_.choice((sample.title, sample.author, _pinyin(sample, random_)))
        yield {"q": text_[: random_.randint(1, 12)]}


def _whole_title(sample: Sample, random_: random.Random) -> str:
    return sample.title


def _words(text_: str) -> list[str]:
    return [run.text for run in runs(text_)] or ["a"]


def _some_words(sample: Sample, random_: random.Random) -> str:
    words = _words(sample.title)
    if len(words) == 1:
        return words[0][:4]
    start = random_.randrange(len(words) - 1)
    return " ".join(words[start : start + 3])


def _one_word(sample: Sample, random_: random.Random) -> str:
    return random_.choice(_words(sample.title))[:12]


def _name(sample: Sample, random_: random.Random) -> str:
    return sample.author


def _surname(sample: Sample, random_: random.Random) -> str:
    return _words(sample.author)[-1]


def _pinyin(sample: Sample, random_: random.Random) -> str:
    return "".join("".join(spelled(run.text)) if run.han else run.text + " " for run in runs(sample.title)).strip()


def _initials(sample: Sample, random_: random.Random) -> str:
    return "".join(word[0] for run in runs(sample.title) for word in (spelled(run.text) if run.han else (run.text,)))


def _isbn(sample: Sample, random_: random.Random) -> str:
    return sample.isbn13


def _typo(sample: Sample, random_: random.Random) -> str:
    word = max(_words(sample.title), key=len)
    place = random_.randrange(len(word))
    return word[:place] + random_.choice(string.ascii_lowercase) + word[place + 1 :]


def _both(sample: Sample, random_: random.Random) -> str:
    return f"{_words(sample.author)[-1]} {_one_word(sample, random_)}"


def _change() -> None:
    """Another title for a book in the middle, committed."""
    middle = (db.session.scalar(select(func.max(Book.id))) or 2) // 2
    book = db.session.get_one(Book, middle)
    book.title = f"{book.title[:200]} 新版 {time.time_ns()}"
    db.session.flush()
    index_books([middle])
    db.session.commit()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _size_mb(url: str) -> float:
    db.session.commit()
    if url.startswith("sqlite"):
        pages = db.session.scalar(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
        return float(pages or 0) / 1e6
    files = "SELECT SUM(file_size) FROM information_schema.innodb_sys_tablespaces WHERE name LIKE 'titles/%'"
    return float(db.session.scalar(text(files)) or 0) / 1e6


def _analyze() -> None:
    """As a database in use has it: knowing how its keys are spread."""
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(text("ANALYZE"))
    else:
        for table in ("book", "book_author", "book_category", "search_term", "search_posting", "search_key"):
            db.session.execute(text(f"ANALYZE TABLE {table}")).all()
    db.session.commit()


def _into_memory(url: str) -> None:
    """As a file in use is; the pages that were just written may have been dropped."""
    if url.startswith("sqlite"):
        with Path(url.removeprefix("sqlite:///")).open("rb") as file:
            while file.read(2**24):
                pass


def _tell(what: str) -> None:
    sys.stderr.write(f"{what} ...\n")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    sys.stdout.write(show(rows_of_table(int(sys.argv[1]))) + "\n")
