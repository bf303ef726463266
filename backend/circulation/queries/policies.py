"""Which policy applies."""

from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import or_, select

from backend.catalog.models import Copy
from backend.circulation.models import Policy
from backend.circulation.rules.terms import DEFAULT_SCOPE, Terms, scopes_for
from backend.core.database import db
from backend.core.errors import NotFound

_FIELDS = tuple(field.name for field in fields(Terms) if field.name != "policy_id")


class PolicyNotFound(NotFound):
    message = "There is no such policy."


def terms_of(policy: Policy) -> Terms:
    """What a policy says, as values."""
    return Terms(policy_id=policy.id, **{name: getattr(policy, name) for name in _FIELDS})


def terms_for(group_id: int, item_type_id: int, location_id: int) -> Terms:
    """The most specific policy that fits. One statement for all eight scopes."""
    scopes = list(scopes_for(group_id, item_type_id, location_id))
    found = {policy.scope: policy for policy in db.session.scalars(select(Policy).where(Policy.scope.in_(scopes)))}
    return _first(scopes, found)


def terms_for_copies(group_id: int, copies: Iterable[Copy]) -> dict[int, Terms]:
    """Copy id -> its terms for readers of this group. One statement, however many copies."""
    theirs = select(Policy).where(or_(Policy.group_id == group_id, Policy.group_id.is_(None)))
    found = {policy.scope: policy for policy in db.session.scalars(theirs)}
    return {copy.id: _first(scopes_for(group_id, copy.item_type_id, copy.location_id), found) for copy in copies}


def matching_policies(group_id: int, item_type_id: int, location_id: int) -> list[tuple[str, Policy | None]]:
    """The eight scopes that are asked, in their order, each with its policy where there is one."""
    scopes = list(scopes_for(group_id, item_type_id, location_id))
    found = {policy.scope: policy for policy in db.session.scalars(select(Policy).where(Policy.scope.in_(scopes)))}
    return [(scope, found.get(scope)) for scope in scopes]


def all_policies() -> list[Policy]:
    """The library's default first, then by what they are for."""
    found = db.session.scalars(select(Policy))
    return sorted(found, key=lambda policy: (policy.scope != DEFAULT_SCOPE, policy.scope))


def default_policy() -> Policy:
    """The one that holds where no other does."""
    return db.session.scalars(select(Policy).where(Policy.scope == DEFAULT_SCOPE)).one()


def get_policy(policy_id: int) -> Policy:
    """Raises PolicyNotFound."""
    policy = db.session.get(Policy, policy_id)
    if policy is None:
        raise PolicyNotFound
    return policy


def _first(scopes: Iterable[str], found: dict[str, Policy]) -> Terms:
    return terms_of(next(found[scope] for scope in scopes if scope in found))
