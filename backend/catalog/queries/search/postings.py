"""Which books have a term: read from bitmaps where many have it, else from the full-text index."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import ColumnElement, and_, bindparam, or_, select, text

from backend.catalog.models import SearchPosting, SearchTerm
from backend.catalog.rules.documents import FIELDS, token_of
from backend.core.database import db

# Ids in one bitmap: of a library with fewer books every common term is one row.
PART_SIZE = 2**18
# A term of so many books has a bitmap. Below, the full-text index answers in a millisecond.
COMMON = 200


def is_common(term: str, documents: int) -> bool:
    """Whether the term is kept as a bitmap. Beginnings and marks are in no full-text index."""
    return documents >= COMMON or not in_words(term)


def in_words(term: str) -> bool:
    return term[0] in FIELDS


_TERMS = select(SearchTerm.id, SearchTerm.term, SearchTerm.documents, SearchTerm.common)
_NAMED = _TERMS.where(SearchTerm.term.in_(bindparam("terms", expanding=True)), SearchTerm.documents > 0)
_POSTINGS = select(SearchPosting.term_id, SearchPosting.part, SearchPosting.books).where(
    SearchPosting.term_id.in_(bindparam("term_ids", expanding=True))
)
_MARKED = select(SearchTerm.term, SearchPosting.part, SearchPosting.books).join(
    SearchPosting, SearchPosting.term_id == SearchTerm.id
)
_FTS5 = text("SELECT rowid FROM search_words WHERE search_words MATCH :wish")
_FULLTEXT = text("SELECT book_id FROM search_document WHERE MATCH (words) AGAINST (:wish IN BOOLEAN MODE)")


@dataclass(frozen=True)
class Term:
    """A term of the index."""

    id: int
    term: str
    documents: int
    common: bool


def find_terms(terms: Collection[str]) -> list[Term]:
    """Those of the terms that some book has."""
    if not terms:
        return []
    return [Term(*row) for row in db.session.execute(_NAMED, {"terms": sorted(terms)})]


def terms_beginning(fields: Iterable[str], word: str, at_most: int) -> list[Term]:
    """The terms of most books, at most so many, whose word begins so."""
    begins = _begins([field + word for field in fields])
    order = (SearchTerm.documents.desc(), SearchTerm.term)
    statement = _TERMS.where(begins, SearchTerm.documents > 0).order_by(*order).limit(at_most)
    return [Term(*row) for row in db.session.execute(statement)]


def books_with(terms: Sequence[Term]) -> dict[str, BitMap]:
    """Term -> the ids of its books. One statement for all bitmaps, one for each rare term."""
    found = _from_bitmaps([term for term in terms if term.common])
    for term in terms:
        if not term.common:
            found[term.term] = BitMap(_from_words([term]))
    return found


def books_with_any(terms: Sequence[Term]) -> BitMap:
    """Two statements, however many terms."""
    found = BitMap(_from_words([term for term in terms if not term.common]))
    return found.union(*_from_bitmaps([term for term in terms if term.common]).values()) if terms else found


def books_marked(marks: Collection[str]) -> dict[str, BitMap]:
    """Mark -> the ids of its books, of those marks that some book has. One statement: marks always have bitmaps."""
    found: dict[str, BitMap] = {}
    for mark, part, packed in db.session.execute(_MARKED.where(SearchTerm.term.in_(sorted(marks)))):
        found[mark] = found.get(mark, BitMap()) | unpacked(part, packed)
    return found


def counts_among(beginnings: Collection[str], books: BitMap) -> dict[str, int]:
    """Each mark that begins so and that some of the books have -> how many have it. Two statements: of a join SQLite
    reads all bitmaps that there are, because it cannot know how few marks begin so."""
    parts = {part: _within(books, part).shift(-part * PART_SIZE) for part in parts_of(books)}
    if not parts or not beginnings:
        return {}
    marks = dict(db.session.execute(select(SearchTerm.id, SearchTerm.term).where(_begins(beginnings))).all())
    counts: Counter[str] = Counter()
    statement = _POSTINGS.where(SearchPosting.part.in_(list(parts)))
    for term_id, part, packed in db.session.execute(statement, {"term_ids": list(marks)}):
        counts[marks[term_id]] += parts[part].intersection_cardinality(BitMap.deserialize(packed))
    return {mark: count for mark, count in counts.items() if count}


def _begins(beginnings: Collection[str]) -> ColumnElement[bool]:
    last = "\U0010ffff"
    return or_(*(and_(SearchTerm.term >= first, SearchTerm.term < first + last) for first in beginnings))


def _from_bitmaps(terms: Sequence[Term]) -> dict[str, BitMap]:
    names: Mapping[int, str] = {term.id: term.term for term in terms}
    found = {term.term: BitMap() for term in terms}
    if terms:
        for term_id, part, books in db.session.execute(_POSTINGS, {"term_ids": list(names)}):
            found[names[term_id]] |= unpacked(part, books)
    return found


def _from_words(terms: Sequence[Term]) -> list[int]:
    if not terms:
        return []
    sqlite = db.session.get_bind().dialect.name == "sqlite"
    tokens = [token_of(term.term) for term in terms]
    # Tokens are ASCII letters and digits: nothing in them is an operator.
    wish = " OR ".join(f'"{token}"' for token in tokens) if sqlite else " ".join(tokens)
    return list(db.session.scalars(_FTS5 if sqlite else _FULLTEXT, {"wish": wish}))


def unpacked(part: int, books: bytes) -> BitMap:
    """The ids in a stored bitmap."""
    found = BitMap.deserialize(books)
    return found.shift(part * PART_SIZE) if part else found


def parts_of(ids: BitMap) -> list[int]:
    """The parts that the ids lie in, ascending."""
    if not ids:
        return []
    return [part for part in range(ids.min() // PART_SIZE, ids.max() // PART_SIZE + 1) if _within(ids, part)]


def part_of(ids: BitMap, part: int) -> bytes:
    """The ids of a part as they are stored."""
    stored: bytes = _within(ids, part).shift(-part * PART_SIZE).serialize()
    return stored


def _within(ids: BitMap, part: int) -> BitMap:
    return ids & BitMap(range(part * PART_SIZE, (part + 1) * PART_SIZE))
