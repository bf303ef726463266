"""Setting the rules of lending. A loan keeps the policy under which it was made: changes hold from the next one on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.catalog.models import ItemType, Location
from backend.circulation.models import Policy, ReaderGroup
from backend.circulation.queries.policies import get_policy
from backend.circulation.rules.terms import DEFAULT_SCOPE, scope_of
from backend.core.database import Model, db
from backend.core.errors import Conflict, Invalid


class PolicyThere(Conflict):
    message = "There is a policy for these readers, items and places already."


class DefaultPolicyStays(Conflict):
    message = "The library's default policy holds where no other does; it can be changed, not deleted."


class ScopeUnknown(Invalid):
    message = "There is no such group, type or place."


@dataclass(frozen=True)
class Scope:
    """For whom, of what and from where; null stands for all."""

    group_id: int | None
    item_type_id: int | None
    location_id: int | None


def add_policy(scope: Scope, values: Mapping[str, Any], user_id: int, at: datetime) -> Policy:
    """Make a policy. Raises PolicyThere, ScopeUnknown."""
    _check(scope)
    keys = (scope.group_id, scope.item_type_id, scope.location_id)
    policy = Policy(scope=scope_of(*keys), group_id=keys[0], item_type_id=keys[1], location_id=keys[2], **values)
    policy.changed_at, policy.changed_by = at, user_id
    try:
        with db.session.begin_nested():
            db.session.add(policy)
    except IntegrityError as error:
        # The unique key of the scope decides, also between two who add it at once.
        raise PolicyThere from error
    return policy


def change_policy(policy_id: int, values: Mapping[str, Any], user_id: int, at: datetime) -> Policy:
    """Give a policy other values; what it is for stays. Raises PolicyNotFound."""
    policy = get_policy(policy_id)
    for name, value in values.items():
        setattr(policy, name, value)
    policy.changed_at, policy.changed_by = at, user_id
    return policy


def delete_policy(policy_id: int) -> None:
    """From now on a less specific one holds. Raises PolicyNotFound, DefaultPolicyStays."""
    policy = get_policy(policy_id)
    if policy.scope == DEFAULT_SCOPE:
        raise DefaultPolicyStays
    db.session.delete(policy)


def _check(scope: Scope) -> None:
    asked: tuple[tuple[str, type[Model], int | None], ...] = (
        ("group_id", ReaderGroup, scope.group_id),
        ("item_type_id", ItemType, scope.item_type_id),
        ("location_id", Location, scope.location_id),
    )
    unknown = [name for name, model, key in asked if key is not None and db.session.get(model, key) is None]
    if unknown:
        problem = {"code": "scope_unknown", "message": ScopeUnknown.message}
        raise ScopeUnknown(fields={name: [problem] for name in unknown})
