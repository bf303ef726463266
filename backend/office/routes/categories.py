"""/api/staff/categories, /api/staff/category-removals"""

from typing import Any

from apiflask import APIBlueprint

from backend.catalog.queries import category_desk as desk
from backend.catalog.service import tree
from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.engagement.service import move_choices
from backend.office.routes.here import here, me
from backend.office.schemas.categories import (
    CategoryRemovalIn,
    ComeBackOut,
    DeskTreeOut,
    NewCategoryIn,
    PlaceInTreeIn,
    RemovalPreviewOut,
    RemovalQuery,
    RemovedOut,
    RenamedIn,
)

blueprint = APIBlueprint("office_categories", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/categories")
@require_staff
@blueprint.output(DeskTreeOut)
def list_desk_categories() -> dict[str, Any]:
    """The tree as it stands to be put in order"""
    return _tree()


@blueprint.post("/categories")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(NewCategoryIn)
@blueprint.output(DeskTreeOut, status_code=201)
def add_category(json_data: NewCategoryIn) -> dict[str, Any]:
    """A new category, the last of its place"""
    tree.add_category(json_data.parent_id, json_data.name_zh, json_data.name_en)
    return _tree()


@blueprint.put("/categories/<int:category_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(RenamedIn)
@blueprint.output(DeskTreeOut)
def rename_category(category_id: int, json_data: RenamedIn) -> dict[str, Any]:
    """Another name in both languages; the address stays"""
    tree.rename_category(category_id, json_data.revision, json_data.name_zh, json_data.name_en)
    return _tree()


@blueprint.put("/categories/<int:category_id>/place")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(PlaceInTreeIn)
@blueprint.output(DeskTreeOut)
def move_category(category_id: int, json_data: PlaceInTreeIn) -> dict[str, Any]:
    """To another place in the tree, with its books"""
    tree.move_category(category_id, json_data.revision, json_data.parent_id, json_data.position)
    return _tree()


@blueprint.get("/categories/<int:category_id>/removal")
@require_staff
@blueprint.input(RemovalQuery, location="query")
@blueprint.output(RemovalPreviewOut)
def preview_category_removal(category_id: int, query_data: RemovalQuery) -> desk.RemovalPreview:
    """What removing it would do"""
    return desk.removal_preview(category_id, query_data.target_id)


@blueprint.post("/categories/<int:category_id>/removal")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(CategoryRemovalIn)
@blueprint.output(RemovedOut, status_code=201)
def remove_category(category_id: int, json_data: CategoryRemovalIn) -> dict[str, int]:
    """Take it out of the tree; its books, and the readers who chose it, go to the target"""
    if json_data.target_id is not None and json_data.target_id != category_id:
        move_choices(category_id, json_data.target_id)
    removal = tree.remove_category(category_id, json_data.revision, json_data.target_id, me().user_id, here().at)
    return {"removal_id": removal.id, "moved": len(removal.books)}


@blueprint.post("/category-removals/<int:removal_id>/undo")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(ComeBackOut)
def undo_category_removal(removal_id: int) -> dict[str, int]:
    """The category comes back with its books; readers who chose it keep the other one"""
    back = tree.undo_removal(removal_id, here().at)
    return {"category_id": back.category_id, "back": back.moved, "stayed": back.stayed}


def _tree() -> dict[str, Any]:
    return {"items": desk.desk_tree()}
