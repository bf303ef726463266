"""Keeping the search index true, in the transaction that changes the books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.dialects import mysql, sqlite

from backend.catalog.models import SearchDocument, SearchKey, SearchPosting, SearchTerm
from backend.catalog.queries.search.postings import (
    Term,
    books_with_any,
    in_words,
    is_common,
    part_of,
    parts_of,
    unpacked,
)
from backend.catalog.queries.search.texts import Texts, facts_of, texts_of
from backend.catalog.rules.documents import TITLE, document_of, terms_in
from backend.catalog.rules.keys import keys_of
from backend.catalog.rules.marks import marks_of
from backend.core.database import db

ROWS_AT_ONCE = 5_000
BOOKS_AT_ONCE = 500
Document = Select[int, str, str]


@dataclass(frozen=True)
class Indexed:
    """A book as the index has it: its words in order and its marks."""

    words: str = ""
    marks: str = ""

    def terms_beside(self, other: "Indexed") -> set[str]:
        """The terms that the other has not."""
        marks = set(self.marks.split()) - set(other.marks.split())
        # Most changes are of marks alone: stars, copies.
        return marks if self.words == other.words else marks | (terms_in(self.words) - terms_in(other.words))


def index_books(book_ids: Sequence[int]) -> None:
    """Index these books as they are now. Their changes must have been flushed."""
    texts = texts_of(book_ids)
    _store_keys(book_ids, texts)
    _store(book_ids, _as_it_should_be(book_ids, texts), _stored(book_ids))


def index_in_parts(book_ids: Sequence[int]) -> None:
    """The same for more books than a statement should name."""
    for part in in_parts(book_ids):
        index_books(part)


def in_parts(ids: Sequence[int]) -> list[Sequence[int]]:
    """The ids, as many at a time as a statement should name."""
    return [ids[start : start + BOOKS_AT_ONCE] for start in range(0, len(ids), BOOKS_AT_ONCE)]


def unindex_books(book_ids: Sequence[int]) -> None:
    """Take these books out of the index. Before they are deleted, because their documents go with them."""
    _store_keys(book_ids, {})
    _store(book_ids, {}, _stored(book_ids))


def mark_books(book_ids: Sequence[int]) -> None:
    """Sort these books anew by their facts; their words are as they were. Nothing where no mark has changed."""
    before = _stored(book_ids)
    marks = _marks(book_ids)
    _store(book_ids, {book_id: Indexed(old.words, marks[book_id]) for book_id, old in before.items()}, before)


def set_mark(book_id: int, mark: str, holds: bool) -> None:
    """One mark of a book that is known to have changed: the desk does this with every other scan, and need not read
    the book's other facts for it.
    """
    before = _stored([book_id])
    for own in before.values():
        marks = set(own.marks.split()) - {mark} | ({mark} if holds else set())
        _store([book_id], {book_id: Indexed(own.words, " ".join(sorted(marks)))}, before)


def unlike_index(book_ids: Sequence[int]) -> list[int]:
    """Those of these books that the index has otherwise than they are. Locks nothing."""
    due, stored = _as_it_should_be(book_ids, texts_of(book_ids)), _read(_documents(book_ids))
    return [book_id for book_id in book_ids if due.get(book_id) != stored.get(book_id)]


def _as_it_should_be(book_ids: Sequence[int], texts: Mapping[int, Texts]) -> dict[int, Indexed]:
    return {book_id: Indexed(document_of(texts[book_id]), marks) for book_id, marks in _marks(book_ids).items()}


def _marks(book_ids: Sequence[int]) -> dict[int, str]:
    return {book_id: " ".join(sorted(marks_of(facts))) for book_id, facts in facts_of(book_ids).items()}


def _store(book_ids: Sequence[int], after: Mapping[int, Indexed], before: Mapping[int, Indexed]) -> None:
    nothing = Indexed()
    moved = [book_id for book_id in book_ids if before.get(book_id) != after.get(book_id)]
    if not moved:
        return
    added: defaultdict[str, BitMap] = defaultdict(BitMap)
    gone: defaultdict[str, BitMap] = defaultdict(BitMap)
    for book_id in moved:
        old, new = before.get(book_id, nothing), after.get(book_id, nothing)
        for term in new.terms_beside(old):
            added[term].add(book_id)
        for term in old.terms_beside(new):
            gone[term].add(book_id)
    terms = _count({term: len(added[term]) - len(gone[term]) for term in {*added, *gone}})
    _move([term for term in terms if term.common], added, gone)
    _promote([term for term in terms if not term.common and is_common(term.term, term.documents)], added, gone)
    _store_documents(moved, before, after)


def _store_documents(book_ids: Sequence[int], before: Mapping[int, Indexed], after: Mapping[int, Indexed]) -> None:
    """Words that stay are not written again: the full-text index would take them out and in."""
    gone = [book_id for book_id in book_ids if book_id in before and book_id not in after]
    if gone:
        db.session.execute(delete(SearchDocument).where(SearchDocument.book_id.in_(gone)))
    new, changed, marked = [], [], []
    for book_id in book_ids:
        if book_id not in after:
            continue
        own = after[book_id]
        if book_id not in before:
            new.append({"book_id": book_id, "words": own.words, "marks": own.marks})
        elif before[book_id].words != own.words:
            changed.append({"book_id": book_id, "words": own.words, "marks": own.marks})
        else:
            marked.append({"book_id": book_id, "marks": own.marks})
    if new:
        db.session.execute(insert(SearchDocument), new)
    for rows in (changed, marked):
        if rows:
            db.session.execute(update(SearchDocument), rows)


def _stored(book_ids: Sequence[int]) -> dict[int, Indexed]:
    """The books as the index has them, locked: two changes of one book follow each other."""
    return _read(_documents(book_ids).with_for_update())


def _documents(book_ids: Sequence[int]) -> Document:
    columns = (SearchDocument.book_id, SearchDocument.words, SearchDocument.marks)
    return select(*columns).where(SearchDocument.book_id.in_(book_ids))


def _read(statement: Document) -> dict[int, Indexed]:
    return {book_id: Indexed(words, marks) for book_id, words, marks in db.session.execute(statement)}


def _store_keys(book_ids: Sequence[int], texts: Mapping[int, Texts]) -> None:
    db.session.execute(delete(SearchKey).where(SearchKey.book_id.in_(book_ids)))
    rows = [{"book_id": book_id, "key": key} for book_id, own in texts.items() for key in sorted(keys_of(own[TITLE]))]
    if rows:
        db.session.execute(insert(SearchKey), rows)


def _count(changes: dict[str, int]) -> list[Term]:
    """Add to the terms' numbers of books, and lock them, in one order: two writers never wait for each other."""
    names = sorted(changes)
    for start in range(0, len(names), ROWS_AT_ONCE):
        part = [{"term": name, "documents": changes[name]} for name in names[start : start + ROWS_AT_ONCE]]
        db.session.execute(_upsert_terms(), part)
    return _terms(names)


def _terms(names: Sequence[str]) -> list[Term]:
    found: list[Term] = []
    columns = (SearchTerm.id, SearchTerm.term, SearchTerm.documents, SearchTerm.common)
    for start in range(0, len(names), ROWS_AT_ONCE):
        statement = select(*columns).where(SearchTerm.term.in_(names[start : start + ROWS_AT_ONCE]))
        found += [Term(*row) for row in db.session.execute(statement)]
    return found


def _upsert_terms() -> Any:
    if db.session.get_bind().dialect.name == "sqlite":
        new = sqlite.insert(SearchTerm)
        total = SearchTerm.documents + new.excluded.documents
        return new.on_conflict_do_update(index_elements=["term"], set_={"documents": total})
    newer = mysql.insert(SearchTerm)
    return newer.on_duplicate_key_update(documents=SearchTerm.documents + newer.inserted.documents)


def _move(terms: Sequence[Term], added: Mapping[str, BitMap], gone: Mapping[str, BitMap]) -> None:
    """Set and clear bits of common terms."""
    if not terms:
        return
    parts = {part for ids in (*added.values(), *gone.values()) for part in parts_of(ids)}
    statement = (
        select(SearchPosting.term_id, SearchPosting.part, SearchPosting.books)
        .where(SearchPosting.term_id.in_([term.id for term in terms]), SearchPosting.part.in_(parts))
        .order_by(SearchPosting.term_id, SearchPosting.part)
        .with_for_update()
    )
    stored: dict[int, BitMap] = {}
    for term_id, part, packed in db.session.execute(statement):
        stored[term_id] = stored.get(term_id, BitMap()) | unpacked(part, packed)
    nothing = BitMap()
    postings = []
    for term in sorted(terms, key=lambda term: term.id):
        more, less = added.get(term.term, nothing), gone.get(term.term, nothing)
        books = (stored.get(term.id, nothing) | more) - less
        touched = parts_of(more | less)
        postings += [_posting(term.id, part, part_of(books, part)) for part in touched]
    _store_postings(postings)


def _promote(terms: Sequence[Term], added: Mapping[str, BitMap], gone: Mapping[str, BitMap]) -> None:
    """Terms that enough books have now get their bitmaps. Whoever has such a term in hand has its row locked, so every
    other book that has it is committed, and the full-text index knows it."""
    nothing = BitMap()
    for term in terms:
        known = books_with_any([term]) if in_words(term.term) else nothing
        books = (known | added.get(term.term, nothing)) - gone.get(term.term, nothing)
        _store_postings([_posting(term.id, part, part_of(books, part)) for part in parts_of(books)])
    if terms:
        db.session.execute(update(SearchTerm).where(SearchTerm.id.in_([term.id for term in terms])).values(common=True))


def _posting(term_id: int, part: int, books: bytes) -> dict[str, object]:
    return {"term_id": term_id, "part": part, "books": books}


def _store_postings(postings: Sequence[dict[str, object]]) -> None:
    if postings:
        db.session.execute(_upsert_postings(), list(postings))


def _upsert_postings() -> Any:
    if db.session.get_bind().dialect.name == "sqlite":
        new = sqlite.insert(SearchPosting)
        return new.on_conflict_do_update(index_elements=["term_id", "part"], set_={"books": new.excluded.books})
    newer = mysql.insert(SearchPosting)
    return newer.on_duplicate_key_update(books=newer.inserted.books)
