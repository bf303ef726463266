"""/api/staff/authors, /api/staff/author-merges"""

from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.catalog.queries import author_desk as desk
from backend.catalog.service import merging
from backend.catalog.service.merging import Seen
from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, Cell, answer_csv, in_order
from backend.core.limits import EXPORTS, WRITES, account, limiter
from backend.core.paging import Page
from backend.office.routes.here import here, me
from backend.office.schemas.authors import (
    AuthorFileQuery,
    AuthorIn,
    AuthorMergeIn,
    AuthorMergeOut,
    AuthorMergePreviewOut,
    AuthorMergePreviewQuery,
    AuthorMergesOut,
    AuthorMergeUndoneOut,
    AuthorPageOut,
    AuthorQuery,
    DeskAuthorOut,
)

COLUMNS = ("id", "name", "original_name", "aliases", "book_count")
HEADS = {
    "zh-CN": dict(zip(COLUMNS, ("编号", "姓名", "原文姓名", "别名", "图书"), strict=True)),
    "en": dict(zip(COLUMNS, ("id", "name", "name in its own script", "other names", "books"), strict=True)),
}

blueprint = APIBlueprint("office_authors", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/authors")
@require_staff
@blueprint.input(AuthorQuery, location="query")
@blueprint.output(AuthorPageOut)
def list_authors(query_data: AuthorQuery) -> Page[desk.AuthorLine]:
    """Authors by their names, the other ones too"""
    return desk.find_authors(query_data.q, query_data.sort, query_data.page, query_data.size)


@blueprint.get("/authors.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(AuthorFileQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_authors(query_data: AuthorFileQuery) -> Response:
    """The same as a table for a spreadsheet"""
    asked = query_data.columns.split(",")
    columns = [name for name in COLUMNS if name in asked] or [*COLUMNS]
    head = HEADS[query_data.lang]
    return answer_csv("authors", [head[name] for name in columns], _rows(query_data.q, query_data.sort, columns))


@blueprint.get("/authors/<int:author_id>")
@require_staff
@blueprint.output(DeskAuthorOut)
def show_author_to_staff(author_id: int) -> desk.AuthorLine:
    """One author as he stands to be corrected"""
    return desk.author_line(author_id)


@blueprint.put("/authors/<int:author_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AuthorIn)
@blueprint.output(DeskAuthorOut)
def correct_author(author_id: int, json_data: AuthorIn) -> desk.AuthorLine:
    """Correct the names of an author; the search finds his books by them"""
    seen = Seen(author_id, json_data.revision)
    merging.correct_author(seen, json_data.name, json_data.original_name, json_data.aliases)
    return desk.author_line(author_id)


@blueprint.get("/author-merges")
@require_staff
@blueprint.output(AuthorMergesOut)
def list_author_merges() -> dict[str, Any]:
    """Authors who turned out to be one person, the latest first"""
    return {"items": desk.latest_merges()}


@blueprint.get("/author-merges/preview")
@require_staff
@blueprint.input(AuthorMergePreviewQuery, location="query")
@blueprint.output(AuthorMergePreviewOut)
def preview_author_merge(query_data: AuthorMergePreviewQuery) -> desk.MergePreview:
    """What a merge would do"""
    return desk.merge_preview(query_data.kept, [int(each) for each in query_data.merged.split(",")])


@blueprint.post("/author-merges")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(AuthorMergeIn)
@blueprint.output(AuthorMergeOut, status_code=201)
def merge_authors(json_data: AuthorMergeIn) -> desk.MergeLine:
    """Make one person of several: the books come together, the names become aliases"""
    kept, others = Seen(**json_data.kept.model_dump()), [Seen(**each.model_dump()) for each in json_data.merged]
    merge = merging.merge_authors(kept, others, me().user_id, here().at)
    return desk.merge_lines([merge])[0]


@blueprint.post("/author-merges/<int:merge_id>/undo")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(AuthorMergeUndoneOut)
def undo_author_merge(merge_id: int) -> dict[str, int]:
    """Let them be several people again"""
    undone = merging.undo_merge(merge_id, here().at)
    return {"back": undone.back, "stayed": undone.stayed}


def _rows(q: str, sort: str, columns: list[str]) -> Iterator[list[Cell]]:
    for author in in_order(desk.sorted_authors(q, sort), desk.author_lines):
        yield ["; ".join(author.aliases) if name == "aliases" else getattr(author, name) for name in columns]
