"""Everything a library holds about a reader, in one file: shelfwise.json, with the same as tables, and his picture.

Version 1, UTF-8. Moments are ISO 8601 in UTC with a Z, days are local dates.

| key | what |
| --- | --- |
| `format`, `version` | "shelfwise-reader", 1 |
| `exported_at`, `library`, `library_name` | when, and by which library |
| `profile` | name, display name, language, settings, consents |
| `favourite_categories` | `{slug: {at}}` |
| `reading_lists` | `[{name, description, visibility, created_at, updated_at}]`; their books say where they stand |
| `books` | `[{book: {number, title, authors, isbn13}, rating, like, ...}]`: each facet as `queries/facets.py` has it |
| `held` | `{table: [row]}`: what the library itself keeps of the reader: lists that it computed, notices, sessions |

A library brings in `books`, `reading_lists`, `favourite_categories`, the settings in `profile` and the picture, not
`held`. Books
are known by `number` in the library that wrote the file, by ISBN and by title and author in another.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.accounts.rules.profiles import PICTURE_MOST_BYTES
from backend.catalog.rules import isbn13_of
from backend.portability.rules.errors import ArchiveUnreadable
from backend.portability.rules.items import FACETS, Item, as_json, broken

FORMAT, VERSION = "shelfwise-reader", 1
DOCUMENT, PICTURE = "shelfwise.json", "avatar.webp"
# Unpacked: a file of a few kilobytes could become anything.
MOST_UNPACKED = 200 * 1024 * 1024
# RuntimeError: a file with a password, a compression that zipfile does not know, brackets too deep for json.
UNREADABLE = (ValueError, zipfile.BadZipFile, KeyError, zlib.error, EOFError, RuntimeError)
ABOUT_ME = ("profile", "favourite_categories", "reading_lists")


@dataclass(frozen=True)
class Archive:
    """An export as it was read: books, what it says of the reader beside them, and the file of his picture."""

    items: list[Item]
    about_me: dict[str, object]
    picture: bytes | None = None


def read_archive(data: bytes) -> Archive:
    """An export of a library that runs this program, whole or its document alone. Raises ArchiveUnreadable."""
    try:
        text, picture = _unpacked(data)
        document = _parsed(text)
    except UNREADABLE as error:
        raise ArchiveUnreadable from error
    if not isinstance(document, Mapping) or document.get("format") != FORMAT or document.get("version") != VERSION:
        raise ArchiveUnreadable
    books = document.get("books")
    if not isinstance(books, list):
        raise ArchiveUnreadable
    items = [_item(place, entry) for place, entry in enumerate(books, start=1)]
    return Archive(items, {name: document[name] for name in ABOUT_ME if name in document}, picture)


def _parsed(text: str) -> Any:
    """The document; halves of surrogate pairs, which JSON can name and no database keeps, become question marks."""
    document = json.loads(text)
    if "\\ud" not in text.lower():
        return document
    whole = json.dumps(document, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.loads(whole)


def _unpacked(data: bytes) -> tuple[str, bytes | None]:
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig"), None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.getinfo(DOCUMENT).file_size > MOST_UNPACKED:
            raise ArchiveUnreadable
        with archive.open(DOCUMENT) as file:
            text = file.read(MOST_UNPACKED + 1)
        picture = _picture(archive)
    if len(text) > MOST_UNPACKED:
        raise ArchiveUnreadable
    return text.decode(), picture


def _picture(archive: zipfile.ZipFile) -> bytes | None:
    """One that is broken, or too large for anybody's picture, is one all the same: it will be refused as such."""
    if PICTURE not in archive.namelist():
        return None
    try:
        with archive.open(PICTURE) as file:
            return file.read(PICTURE_MOST_BYTES + 1)
    except UNREADABLE:
        return b""


def _item(place: int, entry: Any) -> Item:
    book = entry.get("book") if isinstance(entry, Mapping) else None
    if not isinstance(book, Mapping) or not isinstance(book.get("title"), str):
        return broken(place, "title_missing")
    authors, isbn, number = book.get("authors"), book.get("isbn13"), book.get("number")
    names = tuple(name for name in authors if isinstance(name, str)) if isinstance(authors, list) else ()
    isbn13 = isbn13_of(isbn) if isinstance(isbn, str) else None
    said = {facet: entry[facet] for facet in FACETS if isinstance(entry.get(facet), Mapping)}
    return Item(
        place,
        book["title"],
        names,
        (isbn13,) if isbn13 else (),
        said,
        cells=(as_json(entry),),
        number=number if isinstance(number, str) else None,
    )
