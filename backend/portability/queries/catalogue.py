"""Which books of the catalogue rows of a file may mean."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, or_, select

from backend.catalog.models import Author, Book, BookAuthor, SearchKey
from backend.catalog.queries.facts import books_with_isbn
from backend.catalog.rules.keys import LONGEST_KEY
from backend.core.database import db
from backend.portability.rules.titles import title_keys

# As many beginnings of titles are looked for in one statement.
BEGINNINGS_AT_ONCE = 100
# A beginning that more titles have says nothing.
MOST_ALIKE = 400
_LAST = "\uffff"
# Built once: building it costs more than running it.
_BEGINNINGS = (
    select(SearchKey.key, SearchKey.book_id)
    .where(
        or_(
            *(
                and_(SearchKey.key > bindparam(f"above{number}"), SearchKey.key < bindparam(f"below{number}"))
                for number in range(BEGINNINGS_AT_ONCE)
            )
        )
    )
    .limit(MOST_ALIKE * BEGINNINGS_AT_ONCE)
)


@dataclass(frozen=True)
class Known:
    """A book as it is compared with a row."""

    id: int
    title: str
    keys: frozenset[str]
    """Of its titles, whole and shortened."""
    whole: frozenset[str]
    """Of its titles as they stand."""
    people: tuple[str, ...]


def books_by_isbn(isbns: Iterable[str]) -> dict[str, int]:
    return books_with_isbn(sorted(set(isbns)))


def books_numbered(ids: Iterable[int]) -> dict[int, str]:
    """Book id -> its title, of those that are there."""
    wanted = sorted(set(ids))
    return dict(db.session.execute(select(Book.id, Book.title).where(Book.id.in_(wanted))).all()) if wanted else {}


def books_under(keys: Iterable[str]) -> dict[str, set[int]]:
    """Key -> the books of which a title is typed so."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    wanted = sorted(set(keys))
    if wanted:
        for key, book_id in db.session.execute(
            select(SearchKey.key, SearchKey.book_id).where(SearchKey.key.in_(wanted))
        ):
            found[key].add(book_id)
    return found


def books_beginning(keys: Iterable[str]) -> dict[str, set[int]]:
    """Key -> the books of which a title begins so and goes on."""
    wanted = sorted({key for key in keys if len(key) < LONGEST_KEY})
    those, lengths = set(wanted), sorted({len(key) for key in wanted})
    found: defaultdict[str, set[int]] = defaultdict(set)
    for start in range(0, len(wanted), BEGINNINGS_AT_ONCE):
        part = wanted[start : start + BEGINNINGS_AT_ONCE]
        bounds = {f"{side}{number}": "" for side in ("above", "below") for number in range(BEGINNINGS_AT_ONCE)}
        for number, key in enumerate(part):
            bounds |= {f"above{number}": key, f"below{number}": key + _LAST}
        for whole, book_id in db.session.execute(_BEGINNINGS, bounds):
            for key in (whole[:length] for length in lengths if length <= len(whole)):
                if key in those:
                    found[key].add(book_id)
    return {key: books for key, books in found.items() if len(books) <= MOST_ALIKE}


def known_books(book_ids: Iterable[int]) -> dict[int, Known]:
    """The books with everything that a row is compared with. Two statements."""
    wanted: Sequence[int] = sorted(set(book_ids))
    if not wanted:
        return {}
    people: defaultdict[int, list[str]] = defaultdict(list)
    names = (
        select(BookAuthor.book_id, Author.name, Author.original_name)
        .join(Author, Author.id == BookAuthor.author_id)
        .where(BookAuthor.book_id.in_(wanted))
    )
    for book_id, name, original_name in db.session.execute(names):
        people[book_id] += [name, *([original_name] if original_name else [])]
    columns = (Book.id, Book.title, Book.subtitle, Book.original_title)
    books = {}
    for row in db.session.execute(select(*columns).where(Book.id.in_(wanted))):
        of_title = title_keys(row.title, row.subtitle)
        of_original = title_keys(row.original_title) if row.original_title else ()
        whole = frozenset([*of_title[:1], *of_original[:1]])
        books[row.id] = Known(row.id, row.title, frozenset(of_title + of_original), whole, tuple(people[row.id]))
    return books
