"""The goodbooks-10k layout from folder to library: everything is read and checked before anything is written."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from backend.imports.books import SourceBook, read_books
from backend.imports.categories import TagCloud
from backend.imports.errors import ImportRefused
from backend.imports.facts import refresh_facts
from backend.imports.files import find_file
from backend.imports.progress import Progress
from backend.imports.ratings import SourceRatings, read_ratings, read_time_order
from backend.imports.report import Report
from backend.imports.storing_books import store_books
from backend.imports.storing_ratings import Profile, store_ratings
from backend.imports.tags import TagFiles, find_tag_files, read_tags
from backend.imports.writing import Writer, committed_categories, index_committed, writing

PROFILES = "ratings_full_profiles.csv"
# Sizes of a transaction: about a quarter of a second each, which is what another writer waits at most.
BOOKS_A_CHUNK, RATINGS_A_CHUNK, FACTS_A_CHUNK = 500, 20_000, 1_000


@dataclass(frozen=True)
class Folder:
    """The files of one import; `profiles` tells the order of time."""

    books: Path
    tags: TagFiles
    ratings: Path
    profiles: Path | None


@dataclass
class Contents:
    """What the files hold, checked."""

    books: list[SourceBook]
    book_rows: int
    clouds: dict[int, TagCloud]
    ratings: SourceRatings
    order: "dict[int, array[int]]"


@dataclass
class Outcome:
    """What was new in the library and what was there already."""

    books: int = 0
    books_there: int = 0
    authors: int = 0
    readers: int = 0
    readers_there: int = 0
    ratings: int = 0
    ratings_there: int = 0


def find_folder(folder: Path, ratings: Path | None) -> Folder:
    """The files to import. Raises ImportRefused when something is missing."""
    if not folder.is_dir():
        raise ImportRefused(f"{folder} is not a folder.")
    books = find_file(folder, "books.csv")
    if books is None:
        raise ImportRefused(f"{folder} has no books.csv: it is not a goodbooks folder.")
    if ratings is not None and not ratings.is_file():
        raise ImportRefused(f"{ratings} is not a file.")
    found = ratings or find_file(folder, "ratings.csv")
    if found is None:
        raise ImportRefused(f"{folder} has no ratings.csv or ratings.csv.gz.")
    return Folder(books, find_tag_files(folder), found, find_file(folder, PROFILES))


def read_folder(folder: Folder, report: Report, progress: Progress, limit: int | None) -> Contents:
    """Read everything; the database is not touched. Raises ImportRefused for a file that cannot be used."""
    books, rows = read_books(folder.books, report)
    clouds = read_tags(folder.tags, {book.goodreads_number: book.number for book in books}, report)
    in_time_order = folder.ratings.name.startswith(PROFILES)
    numbers = {book.number for book in books}
    ratings = read_ratings(folder.ratings, numbers, report, progress, in_time_order=in_time_order, limit=limit)
    order = read_time_order(folder.profiles, ratings.by_reader) if folder.profiles and not in_time_order else {}
    return Contents(books, rows, clouds, ratings, order)


def store_contents(
    contents: Contents, engine: Engine, report: Report, progress: Progress, today: date, at: datetime
) -> Outcome:
    """Bring the library up to the contents. Stopped at any point, it can simply be run again."""
    outcome = Outcome()
    category_ids = committed_categories()
    with writing(engine) as writer:
        book_ids = _store_books(contents, category_ids, writer, report, progress, today, outcome)
        try:
            _store_ratings(contents, book_ids, writer, report, progress, at, outcome)
        except KeyboardInterrupt:
            # What is stored should be counted, even if nobody ever runs the rest.
            _refresh_facts(book_ids, writer, progress)
            _index(book_ids, progress)
            raise
        _refresh_facts(book_ids, writer, progress)
    _index(book_ids, progress)
    return outcome


def _store_books(
    contents: Contents,
    category_ids: dict[str, int],
    writer: Writer,
    report: Report,
    progress: Progress,
    today: date,
    outcome: Outcome,
) -> dict[int, int]:
    ids: dict[int, int] = {}
    leaves = {number: [category_ids[slug] for slug in cloud.leaves()] for number, cloud in contents.clouds.items()}
    progress.begin("Books", len(contents.books), "books")
    for start in range(0, len(contents.books), BOOKS_A_CHUNK):
        chunk = contents.books[start : start + BOOKS_A_CHUNK]
        stored = writer.commit(partial(store_books, books=chunk, leaves=leaves, added_on=today))
        ids |= stored.ids
        outcome.books += stored.books
        outcome.books_there += len(chunk) - stored.books
        outcome.authors += stored.authors
        for book in stored.isbn_taken:
            report.drop("books.csv", book.line, "isbn_duplicate", book.isbn13 or "")
        progress.reach(start + len(chunk))
    return ids


def _store_ratings(
    contents: Contents,
    book_ids: dict[int, int],
    writer: Writer,
    report: Report,
    progress: Progress,
    at: datetime,
    outcome: Outcome,
) -> None:
    done = 0
    progress.begin("Ratings", contents.ratings.count, "ratings")
    for chunk in _chunks(contents, report):
        stored = writer.commit(partial(store_ratings, profiles=chunk, book_ids=book_ids, at=at))
        count = sum(len(profile.ratings) for profile in chunk)
        outcome.readers += stored.readers
        outcome.readers_there += len(chunk) - stored.readers
        outcome.ratings += stored.ratings
        outcome.ratings_there += count - stored.ratings
        done += count
        progress.reach(done)


def _chunks(contents: Contents, report: Report) -> Iterator[list[Profile]]:
    """Whole readers, so that a reader is either there with all his ratings or not at all."""
    chunk: list[Profile] = []
    size = 0
    for reader in contents.ratings.by_reader:
        ratings = list(contents.ratings.of(reader, contents.order.get(reader), report))
        chunk.append(Profile(reader, ratings))
        size += len(ratings)
        if size >= RATINGS_A_CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _refresh_facts(book_ids: dict[int, int], writer: Writer, progress: Progress) -> None:
    ids = sorted(book_ids.values())
    progress.begin("Rating counts", len(ids), "books")
    for start in range(0, len(ids), FACTS_A_CHUNK):
        chunk = ids[start : start + FACTS_A_CHUNK]
        writer.commit(partial(refresh_facts, book_ids=chunk))
        progress.reach(start + len(chunk))


def _index(book_ids: dict[int, int], progress: Progress) -> None:
    ids = sorted(book_ids.values())
    progress.begin("Search index", len(ids), "books")
    for start in range(0, len(ids), BOOKS_A_CHUNK):
        index_committed(ids[start : start + BOOKS_A_CHUNK])
        progress.reach(min(start + BOOKS_A_CHUNK, len(ids)))
