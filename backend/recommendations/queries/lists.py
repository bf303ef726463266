"""A reader's list: what the last published run says, less what the reader has had since, topped up truthfully."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.orm import load_only

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import Book
from backend.core.database import db
from backend.recommendations.models import Recommendation, RecommendationList, RecommendationRun
from backend.recommendations.queries.entries import BookTitle, Pick, ReaderList, Reason, entries_of
from backend.recommendations.queries.ladder import SEEDS, ladder
from backend.recommendations.queries.neighbours import neighbour_picks
from backend.recommendations.queries.runs import RUN_FACTS
from backend.recommendations.queries.signals import counts_for_taste, newest_liked, touched_since, untouched
from backend.recommendations.rules import arrange

# Asked for every list; built once, because building them costs as much as running them.
_READER: BindParameter[int] = bindparam("reader")
_PUBLISHED = (
    select(RecommendationRun, RecommendationList)
    .outerjoin(
        RecommendationList,
        and_(RecommendationList.run_id == RecommendationRun.id, RecommendationList.user_id == _READER),
    )
    .where(RecommendationRun.published.is_(True))
    .options(load_only(*RUN_FACTS))
)
_OWN = (
    select(
        *(Recommendation.book_id, Recommendation.source, Recommendation.score, Recommendation.predicted_stars),
        *(Recommendation.reason, Recommendation.evidence_book_id, Recommendation.evidence_book2_id),
    )
    # A book that is gone from the catalogue, or withdrawn, is left out.
    .join(Book, Book.id == Recommendation.book_id)
    .where(
        Recommendation.run_id == bindparam("run"),
        Recommendation.user_id == _READER,
        untouched(_READER, Recommendation.book_id),
        Book.withdrawn_on.is_(None),
    )
    .order_by(Recommendation.rank)
)


def list_for(reader: User, size: int, skip: int, at: datetime) -> ReaderList:
    """`size` books of the reader's list after the first `skip`.

    The order of the steps: his rows of the published run, with neighbours of what he liked since woven in; then the
    ladder: neighbours of older likes, favourites of his categories, trending, popular, newest.
    """
    run, made = _published_for(reader.id)
    own: list[Pick] = []
    woven: list[Pick] = []
    stale = False
    if run is not None and reader.personalised:
        own = _own(run, reader.id)
        stale = _is_stale(run, made, reader)
        if own and stale:
            since = run.started_at if made is None else made.made_at
            woven = neighbour_picks(run.id, reader.id, newest_liked(reader.id, SEEDS, since))
    found = list(islice(arrange(own, woven, ladder(run, reader, at)), skip, skip + size + 1))
    return ReaderList(
        items=entries_of(found[:size], skip + 1),
        source=_source_of(found[:size]),
        run=run,
        made_at=made.made_at if made is not None and reader.personalised else None,
        rating_count=reader.rating_count,
        stale=stale,
        personalised=reader.personalised,
        more=len(found) > size,
        as_of=at,
    )


def _published_for(user_id: int) -> tuple[RecommendationRun | None, RecommendationList | None]:
    """The published run and the record of the reader's list in it. One statement."""
    row = db.session.execute(_PUBLISHED, {"reader": user_id}).first()
    return (None, None) if row is None else (row[0], row[1])


def _is_stale(run: RecommendationRun, made: RecommendationList | None, reader: User) -> bool:
    """The reader has said something that the list does not know."""
    if made is not None:
        return made.taste_version != reader.taste_version
    return touched_since(reader.id, run.started_at)


def _own(run: RecommendationRun, user_id: int) -> list[Pick]:
    rows = db.session.execute(_OWN, {"run": run.id, "reader": user_id}).all()
    if not rows:
        return []
    titles = _evidence(rows, user_id)
    authors = catalog.authors_of([row.book_id for row in rows])
    return [
        Pick(
            book_id=row.book_id,
            authors=authors.get(row.book_id, []),
            source=row.source,
            reason=_reason(row, titles),
            score=row.score,
            predicted_stars=row.predicted_stars,
            own=True,
        )
        for row in rows
    ]


def _evidence(rows: Sequence[Any], user_id: int) -> dict[int, str]:
    """Titles of the books that speak for the rows, but those that the reader took out of his taste since."""
    ids = {book_id for row in rows for book_id in (row.evidence_book_id, row.evidence_book2_id) if book_id}
    if not ids:
        return {}
    found = select(Book.id, Book.title).where(Book.id.in_(ids), counts_for_taste(user_id, Book.id))
    return {row.id: row.title for row in db.session.execute(found)}


def _reason(row: Any, titles: dict[int, str]) -> Reason:
    books = [
        BookTitle(book_id, titles[book_id])
        for book_id in (row.evidence_book_id, row.evidence_book2_id)
        if book_id is not None and book_id in titles
    ]
    # "Because you liked" must name what; the other reasons stand without.
    return Reason(row.reason, books) if books or row.reason != "because_you_liked" else Reason("similar_readers")


def _source_of(picks: Sequence[Pick]) -> str:
    if not any(pick.own or pick.source == "similar_book" for pick in picks):
        return "fallback"
    from_list = any(pick.own for pick in picks)
    return "personal" if from_list and all(pick.own or pick.source == "similar_book" for pick in picks) else "mixed"
