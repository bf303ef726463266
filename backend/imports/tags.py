"""Readers' tags of the books: `book_genres.csv`, or the published `tags.csv` with `book_tags.csv`."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from backend.imports.categories import Meaning, TagCloud, meaning_of
from backend.imports.errors import ImportRefused
from backend.imports.files import find_file, opened, records
from backend.imports.report import Report
from backend.imports.values import whole_number


@dataclass(frozen=True)
class TagFiles:
    """Where the tags are: with counts (`tags` is set) or as one list a book."""

    links: Path
    tags: Path | None


def find_tag_files(folder: Path) -> TagFiles:
    """The layout with counts is preferred. Raises ImportRefused when neither is whole."""
    tags, links, genres = (find_file(folder, name) for name in ("tags.csv", "book_tags.csv", "book_genres.csv"))
    if tags and links:
        return TagFiles(links, tags)
    if genres:
        return TagFiles(genres, None)
    raise ImportRefused(f"{folder} has neither book_genres.csv nor tags.csv with book_tags.csv.")


def read_tags(files: TagFiles, book_of: dict[int, int], report: Report) -> dict[int, TagCloud]:
    """What readers say, by book id; `book_of` gives it for the other numbering that the published layout uses."""
    if files.tags:
        return _counted(files.links, _meanings(files.tags, report), book_of, report)
    return _listed(files.links, set(book_of.values()), report)


def _listed(path: Path, books: set[int], report: Report) -> dict[int, TagCloud]:
    clouds: dict[int, TagCloud] = defaultdict(TagCloud)
    with opened(path) as source:
        for line, row in records(source, ("book_id", "genres"), (), report):
            book = whole_number(row["book_id"])
            if book not in books:
                report.drop(path.name, line, "unknown_book", row["book_id"])
                continue
            for tag in row["genres"].split(","):
                clouds[book].add(meaning_of(tag.strip()))
    return clouds


def _meanings(path: Path, report: Report) -> dict[str, Meaning]:
    meanings: dict[str, Meaning] = {}
    with opened(path) as source:
        for line, row in records(source, ("tag_id", "tag_name"), (), report):
            if whole_number(row["tag_id"]) is None:
                report.drop(path.name, line, "tag_invalid", row["tag_id"])
                continue
            meanings[row["tag_id"]] = meaning_of(row["tag_name"])
    return meanings


def _counted(path: Path, meanings: dict[str, Meaning], book_of: dict[int, int], report: Report) -> dict[int, TagCloud]:
    clouds: dict[int, TagCloud] = defaultdict(TagCloud)
    with opened(path) as source:
        for line, row in records(source, ("goodreads_book_id", "tag_id", "count"), (), report):
            book = book_of.get(whole_number(row["goodreads_book_id"]) or 0)
            meaning, readers = meanings.get(row["tag_id"]), whole_number(row["count"])
            if book is None:
                report.drop(path.name, line, "unknown_book", row["goodreads_book_id"])
            elif meaning is None or not readers:
                report.drop(path.name, line, "tag_invalid", f"{row['tag_id']},{row['count']}")
            elif not meaning.silent:
                clouds[book].add(meaning, readers)
    return clouds
