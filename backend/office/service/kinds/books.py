"""Many books at once: facts that they get alike, and books that leave the catalogue."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Select, select

from backend.catalog.models import Book
from backend.catalog.queries import CategoryNotFound, lock_book
from backend.catalog.queries.facts import book_facts, category_ids
from backend.catalog.rules.facts import BookFacts, problems_of, tidy
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here
from backend.office.queries.book_page import BOOK, standings_of
from backend.office.queries.books import chosen_books, wish_of
from backend.office.service.books import change_facts, offers_of, restore, withdraw
from backend.office.service.bulk import BulkKind, Looked, Values

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class BooksChosen(BaseModel):
    """The filter of the table, from its address."""

    model_config = ConfigDict(extra="ignore")

    q: str = ""
    category: str | None = None
    language: str | None = None
    publisher: str | None = None
    author: int | None = None
    series: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    lacks: Annotated[str | None, Field(pattern="^(cover|isbn|category|author|copies|price|description|language)$")] = (
        None
    )
    waited_for: bool = False
    state: Annotated[str, Field(pattern="^(active|withdrawn|all)$")] = "active"


class FactsSet(BaseModel):
    """Null: the fact is emptied. What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    publisher: Text | None = None
    language: Annotated[str | None, StringConstraints(max_length=16)] = None
    published_year: Annotated[int | None, Field(ge=-3000, le=2100)] = None
    price_cents: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None


class EditParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    set: FactsSet = FactsSet()
    add_category: Annotated[str | None, StringConstraints(max_length=64)] = None
    remove_category: Annotated[str | None, StringConstraints(max_length=64)] = None

    @model_validator(mode="after")
    def _something(self) -> "EditParams":
        if not (self.set.model_fields_set or self.add_category or self.remove_category):
            raise ValueError("nothing is changed")
        return self


class WithdrawParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


def _chosen(sought: Values) -> Select[Any]:
    return chosen_books(wish_of(sought))


def _edited(facts: BookFacts, params: Values) -> BookFacts:
    added, removed = params.get("add_category"), params.get("remove_category")
    slugs = [slug for slug in facts.categories if slug != removed]
    if added and added not in slugs:
        slugs.append(added)
    return tidy(replace(facts, **params.get("set", {}), categories=tuple(slugs)))


def _differing(before: BookFacts, after: BookFacts) -> tuple[Values, Values]:
    was, now = asdict(before), asdict(after)
    names = [name for name in was if was[name] != now[name]]
    return _plain(was, names), _plain(now, names)


def _plain(facts: Values, names: list[str]) -> Values:
    return {name: list(facts[name]) if isinstance(facts[name], tuple) else facts[name] for name in names}


def _look_at_edit(ids: list[int], params: Values) -> list[Looked]:
    known = category_ids()
    asked = [slug for name in ("add_category", "remove_category") if (slug := params.get(name))]
    if any(slug not in known for slug in asked):
        raise CategoryNotFound
    found = []
    for book_id, facts in book_facts(ids).items():
        after = _edited(facts, params)
        problems = problems_of(after)
        sides = _differing(facts, after)
        found.append(Looked(book_id, facts.title, *sides, problem=problems[0].code if problems else None))
    return found


def _edit(book_id: int, params: Values, _actor: Actor, _here: Here) -> tuple[Values, Values] | None:
    lock_book(book_id)
    facts = book_facts([book_id])[book_id]
    after = _edited(facts, params)
    if after == facts:
        return None
    return _differing(*change_facts(book_id, after))


def _unedit(book_id: int, before: Values, after: Values, _actor: Actor, _here: Here) -> bool:
    lock_book(book_id)
    facts = book_facts([book_id])[book_id]
    if _plain(asdict(facts), list(after)) != after:
        return False
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in before.items()}
    change_facts(book_id, replace(facts, **values))
    return True


def _look_at_withdrawal(ids: list[int], _params: Values) -> list[Looked]:
    standing = standings_of(ids)
    rows = select(Book.id, Book.title, Book.withdrawn_on).where(Book.id.in_(ids))
    found = []
    for book_id, title, withdrawn_on in db.session.execute(rows):
        was = {"withdrawn": withdrawn_on is not None}
        problem = next((name for name, number in standing[book_id]._asdict().items() if number), None)
        found.append(Looked(book_id, title, was, {"withdrawn": True}, problem=problem))
    return found


def _withdraw(book_id: int, params: Values, actor: Actor, here: Here) -> tuple[Values, Values]:
    done = withdraw(book_id, None, params["reason"], actor, here)
    return {"withdrawn": False, "sku_ids": done["sku_ids"]}, {"withdrawn": True, "sku_ids": []}


def _put_back(book_id: int, before: Values, _after: Values, actor: Actor, here: Here) -> bool:
    if not _is_withdrawn(book_id):
        return False
    restore(book_id, [sku_id for sku_id in before.get("sku_ids", []) if sku_id not in offers_of(book_id)], actor, here)
    return True


def _is_withdrawn(book_id: int) -> bool:
    """Read without a lock: restore takes its own, in the order of the shop."""
    return db.session.scalar(select(Book.withdrawn_on).where(Book.id == book_id)) is not None


EDIT = BulkKind(
    "books.edit", BOOK, _look_at_edit, _edit, _unedit, ids_of=_chosen, params=EditParams, filters=BooksChosen
)
WITHDRAW = BulkKind(
    *("books.withdraw", BOOK, _look_at_withdrawal, _withdraw, _put_back),
    ids_of=_chosen,
    params=WithdrawParams,
    filters=BooksChosen,
)
