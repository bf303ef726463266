"""What the office keeps, for tests; and an act on many things that they make up: it renames authors."""

from typing import Any

from sqlalchemy import select

from backend.catalog.models import Author, Series
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.errors import Conflict, NotFound
from backend.core.here import Here
from backend.office.models import BulkAct, BulkRow, SavedView, SeriesChange
from backend.office.queries.series import volumes_of
from backend.office.service.bulk import BulkKind, Looked, Values, register
from backend.office.service.preparing import prepare
from backend.office.service.series import change_series
from tests.conftest import NOW

RENAMING = "tests.rename"


class AuthorGone(NotFound):
    message = "There is no such author."


class NameRefused(Conflict):
    message = "No author is called so."


def _look(ids: list[int], params: Values) -> list[Looked]:
    authors = db.session.scalars(select(Author).where(Author.id.in_(ids)))
    return [_looked(author, params["name"]) for author in authors]


def _looked(author: Author, name: str) -> Looked:
    problem = "name_refused" if author.name.startswith("Nobody") else None
    return Looked(author.id, author.name, {"original_name": author.original_name}, {"original_name": name}, problem)


def _do(author_id: int, params: Values, _actor: Actor, _here: Here) -> tuple[Values, Values] | None:
    author = _locked(author_id)
    before, author.original_name = author.original_name, params["name"]
    if author.name.startswith("Refused"):
        raise NameRefused
    if author.name.startswith("Broken"):
        raise RuntimeError("a fault")
    return {"original_name": before}, {"original_name": params["name"]}


def _undo(author_id: int, before: Values, after: Values, _actor: Actor, _here: Here) -> bool:
    author = _locked(author_id)
    if author.original_name != after["original_name"]:
        return False
    author.original_name = before["original_name"]
    return True


def _locked(author_id: int) -> Author:
    wanted = select(Author).where(Author.id == author_id).with_for_update()
    author = db.session.scalar(wanted.execution_options(populate_existing=True))
    if author is None:
        raise AuthorGone
    return author


register(
    BulkKind(
        name=RENAMING,
        thing="author",
        look=_look,
        do=_do,
        undo=_undo,
        ids_of=lambda sought: select(Author.id).where(Author.name.startswith(sought["begins"])).order_by(Author.id),
    )
)


def make_bulk_act(ids: list[int], by: Actor, here: Here, name: str = "另名") -> BulkAct:
    """A preview."""
    act = prepare(RENAMING, ids, None, {"name": name}, by, here)
    db.session.flush()  # its id is asked for
    return act


def make_series_change(series: Series, by: int | None = None, name: str = "三部曲") -> SeriesChange:
    """It was given a name."""
    volumes = dict(volumes_of(series.id))
    return change_series(series.id, name, None, volumes, series.revision, by, NOW)


def make_saved_view(user_id: int, **values: Any) -> SavedView:
    defaults: dict[str, Any] = {"table_name": "staff-books", "name": "没有封面的", "query": {"cover": "none"}}
    view = SavedView(user_id=user_id, **{**defaults, **values})
    db.session.add(view)
    db.session.flush()  # its id is asked for
    return view


def states_of(act_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in db.session.scalars(select(BulkRow).where(BulkRow.bulk_act_id == act_id)):
        found[row.state] = found.get(row.state, 0) + 1
    return found
