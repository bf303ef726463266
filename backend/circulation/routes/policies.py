"""/api/staff/policies, /api/staff/reader-groups, /api/staff/item-types"""

from typing import Any

from apiflask import APIBlueprint

from backend.circulation.models import Policy
from backend.circulation.queries import cards, item_types, policies, trying
from backend.circulation.routes.here import here, time_zone
from backend.circulation.schemas.policies import (
    GroupsOut,
    KindIn,
    KindOut,
    NewPolicyIn,
    PoliciesOut,
    PolicyIn,
    PolicyOut,
    TrialOut,
    TrialQuery,
)
from backend.circulation.service import groups
from backend.circulation.service.policies import Scope, add_policy, change_policy, delete_policy
from backend.core import clock
from backend.core.auth import caller, require_admin, require_staff
from backend.core.limits import WRITES, limiter
from backend.core.permissions import may

blueprint = APIBlueprint("policies", __name__, url_prefix="/api/staff", tag="lending rules")
KEYS = ("group_id", "item_type_id", "location_id")


@blueprint.get("/policies")
@require_staff
@blueprint.output(PoliciesOut)
def list_policies() -> dict[str, Any]:
    """The rules of lending, and what they tell apart"""
    return {
        "items": policies.all_policies(),
        "groups": cards.reader_groups(),
        "item_types": item_types.item_types(),
        "locations": item_types.locations(),
        "may_change": may(caller().role, "admin", "POST"),
        "today": here().today,
    }


@blueprint.post("/policies")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(NewPolicyIn)
@blueprint.output(PolicyOut, status_code=201)
@blueprint.doc(responses={409: "There is one for these already"})
def create_policy(json_data: NewPolicyIn) -> Policy:
    """Add a policy for some readers, items or places"""
    values = json_data.model_dump()
    scope = Scope(*(values.pop(name) for name in KEYS))
    return add_policy(scope, values, caller().id, clock.now())


@blueprint.put("/policies/<int:policy_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(PolicyIn)
@blueprint.output(PolicyOut)
def replace_policy(policy_id: int, json_data: PolicyIn) -> Policy:
    """Change a policy; it holds for loans from now on"""
    return change_policy(policy_id, json_data.model_dump(), caller().id, clock.now())


@blueprint.delete("/policies/<int:policy_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "It is the library's default"})
def remove_policy(policy_id: int) -> str:
    """Take a policy away; a less specific one holds instead"""
    delete_policy(policy_id)
    return ""


@blueprint.get("/policies/try")
@require_staff
@blueprint.input(TrialQuery, location="query")
@blueprint.output(TrialOut)
def try_policy(query_data: TrialQuery) -> dict[str, Any]:
    """What would happen if this reader borrowed this copy; nothing is lent"""
    now = here()
    trial = trying.try_lending(query_data.reader, query_data.barcode, query_data.on or now.today, now)
    return {
        "reader": {
            "id": trial.reader.id,
            "display_name": trial.reader.display_name,
            "card_number": trial.card.number,
            "group_id": trial.card.group_id,
            "valid_until": trial.card.valid_until,
        },
        "item": {
            "barcode": trial.copy.barcode,
            "book_id": trial.book.id,
            "title": trial.book.title,
            "item_type_id": trial.copy.item_type_id,
            "location_id": trial.copy.location_id,
        },
        "time_zone": time_zone(),
        **{name: getattr(trial, name) for name in ("on", "asked", "policy", "due_on", "due_at", "steps")},
        **{name: getattr(trial, name) for name in ("allowed", "reasons")},
    }


@blueprint.get("/reader-groups")
@require_staff
@blueprint.output(GroupsOut)
def list_reader_groups() -> dict[str, Any]:
    """Groups of readers, and how many are in each"""
    counts = cards.readers_by_group()
    return {"items": [_counted(group, counts) for group in cards.reader_groups()]}


@blueprint.post("/reader-groups")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(KindIn)
@blueprint.output(KindOut, status_code=201)
def create_reader_group(json_data: KindIn) -> Any:
    """Add a group of readers"""
    return groups.add_group(json_data.model_dump())


@blueprint.put("/reader-groups/<int:group_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(KindIn)
@blueprint.output(KindOut)
def replace_reader_group(group_id: int, json_data: KindIn) -> Any:
    """Rename a group of readers"""
    return groups.change_group(group_id, json_data.model_dump())


@blueprint.delete("/reader-groups/<int:group_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "It is in use"})
def remove_reader_group(group_id: int) -> str:
    """Delete a group in which nobody is"""
    groups.delete_group(group_id)
    return ""


@blueprint.get("/item-types")
@require_staff
@blueprint.output(GroupsOut)
def list_item_types() -> dict[str, Any]:
    """Types of items, and how many copies are of each"""
    counts = item_types.copies_by_type()
    return {"items": [_counted(kind, counts) for kind in item_types.item_types()]}


@blueprint.post("/item-types")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(KindIn)
@blueprint.output(KindOut, status_code=201)
def create_item_type(json_data: KindIn) -> Any:
    """Add a type of items"""
    return groups.add_item_type(json_data.model_dump())


@blueprint.put("/item-types/<int:item_type_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(KindIn)
@blueprint.output(KindOut)
def replace_item_type(item_type_id: int, json_data: KindIn) -> Any:
    """Rename a type of items"""
    return groups.change_item_type(item_type_id, json_data.model_dump())


@blueprint.delete("/item-types/<int:item_type_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "It is in use"})
def remove_item_type(item_type_id: int) -> str:
    """Delete a type of which there is no copy"""
    groups.delete_item_type(item_type_id)
    return ""


def _counted(kind: Any, counts: dict[int, int]) -> dict[str, Any]:
    names = ("id", "code", "name_zh", "name_en", "position")
    return {**{name: getattr(kind, name) for name in names}, "count": counts.get(kind.id, 0)}
