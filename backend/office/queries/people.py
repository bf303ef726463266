"""Somebody of the house by his id."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from backend.accounts.models import User
from backend.core.database import db


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    display_name: str


def people_of(ids: Iterable[int | None]) -> dict[int | None, Person]:
    """Id -> who it is; who has left is left out. One statement."""
    wanted = {user_id for user_id in ids if user_id is not None}
    if not wanted:
        return {}
    found = db.session.execute(select(User.id, User.name, User.display_name).where(User.id.in_(wanted)))
    return {row.id: Person(row.id, row.name, row.display_name) for row in found}
