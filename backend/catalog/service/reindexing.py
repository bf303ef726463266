"""The whole search index made anew: every row of it follows from the books."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from pyroaring import BitMap
from sqlalchemy import delete, insert, select, update

from backend.catalog.models import Book, SearchDocument, SearchKey, SearchPosting, SearchTerm
from backend.catalog.queries.search.postings import is_common, part_of, parts_of
from backend.catalog.queries.search.texts import every_book, facts_of, texts_of
from backend.catalog.rules import sort_title
from backend.catalog.rules.documents import TITLE, document_of, terms_in
from backend.catalog.rules.keys import keys_of
from backend.catalog.rules.marks import marks_of
from backend.core.database import db

BOOKS_AT_ONCE = 2_000
ROWS_AT_ONCE = 5_000


def is_unindexed() -> bool:
    """Whether there are books and no index: a library from before there was a search."""
    books, documents = select(Book.id).limit(1), select(SearchDocument.book_id).limit(1)
    return db.session.scalar(books) is not None and db.session.scalar(documents) is None


def rebuild_index(save: Callable[[], object], tell: Callable[[int], object] = lambda _: None) -> int:
    """Index every book; returns their number. Two passes: what is common is known when all have been counted.

    save: called between parts, so that no transaction grows with the library. Until the end searches miss books.
    """
    for table in (SearchPosting, SearchTerm, SearchKey, SearchDocument):
        db.session.execute(delete(table))
    save()
    counts: Counter[str] = Counter()
    done = 0
    for ids in every_book(BOOKS_AT_ONCE):
        counts.update(_store_documents(ids))
        save()
        done += len(ids)
        tell(done)
    common = {sys.intern(term) for term, documents in counts.items() if is_common(term, documents)}
    _store_terms(counts, common)
    save()
    del counts
    _store_postings(common)
    save()
    return done


def _store_documents(ids: list[int]) -> Iterator[str]:
    """Every term as often as books have it."""
    _file_titles(ids)
    texts = texts_of(ids)
    facts = facts_of(ids)
    rows: list[dict[str, Any]] = [
        {"book_id": id_, "words": document_of(own), "marks": " ".join(sorted(marks_of(facts[id_])))}
        for id_, own in texts.items()
    ]
    if not rows:
        return iter(())
    db.session.execute(insert(SearchDocument), rows)
    keys = [{"book_id": id_, "key": key} for id_, own in texts.items() for key in sorted(keys_of(own[TITLE]))]
    db.session.execute(insert(SearchKey), keys)
    return (term for row in rows for term in _terms(row["words"], row["marks"]))


def _file_titles(ids: list[int]) -> None:
    """Titles are filed by a rule, which may be another than when a book was added."""
    stored = db.session.execute(select(Book.id, Book.title, Book.sort_title).where(Book.id.in_(ids)))
    anew = [
        {"id": book_id, "sort_title": due} for book_id, title, filed in stored if (due := sort_title(title)) != filed
    ]
    if anew:
        db.session.execute(update(Book), anew)


def _terms(words: str, marks: str) -> set[str]:
    return terms_in(words) | set(marks.split())


def _store_terms(counts: Counter[str], common: set[str]) -> None:
    rows = ({"term": term, "documents": number, "common": term in common} for term, number in sorted(counts.items()))
    while part := list(islice(rows, ROWS_AT_ONCE)):
        db.session.execute(insert(SearchTerm), part)


def _store_postings(common: set[str]) -> None:
    books: dict[str, BitMap] = {term: BitMap() for term in common}
    for ids in every_book(BOOKS_AT_ONCE):
        columns = (SearchDocument.book_id, SearchDocument.words, SearchDocument.marks)
        stored = select(*columns).where(SearchDocument.book_id.in_(ids))
        for book_id, words, marks in db.session.execute(stored):
            for term in _terms(words, marks) & common:
                books[term].add(book_id)
    terms = select(SearchTerm.id, SearchTerm.term).where(SearchTerm.common)
    rows = (
        {"term_id": term_id, "part": part, "books": part_of(books[term], part)}
        for term_id, term in db.session.execute(terms).all()
        for part in parts_of(books[term])
    )
    while part := list(islice(rows, 200)):
        db.session.execute(insert(SearchPosting), part)
