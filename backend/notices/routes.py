"""/api/notices"""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint

from backend.core import clock
from backend.core.auth import caller, require_account
from backend.core.limits import WRITES, limiter
from backend.core.outbox import Notice
from backend.core.paging import PageQuery
from backend.notices import queries, service
from backend.notices.schemas import NoticeOut, NoticePageOut, UnreadOut

blueprint = APIBlueprint("notices", __name__, url_prefix="/api", tag="notices")


@blueprint.get("/notices")
@require_account
@blueprint.input(PageQuery, location="query")
@blueprint.output(NoticePageOut)
def list_notices(query_data: PageQuery) -> dict[str, Any]:
    """What the library has to tell me, newest first"""
    page = queries.notices_of(caller().id, query_data.page, query_data.size)
    return {**asdict(page), "items": page.items, "unread": queries.unread_count(caller().id)}


@blueprint.get("/notices/unread")
@require_account
@blueprint.output(UnreadOut)
def count_unread() -> dict[str, int]:
    """How many of my notices are not read"""
    return {"unread": queries.unread_count(caller().id)}


@blueprint.put("/notices/read")
@limiter.limit(WRITES)
@require_account
@blueprint.output(UnreadOut)
def mark_all_read() -> dict[str, int]:
    """I have read all my notices"""
    service.mark_all_read(caller().id, clock.now())
    return {"unread": queries.unread_count(caller().id)}


@blueprint.put("/notices/<int:notice_id>/read")
@limiter.limit(WRITES)
@require_account
@blueprint.output(NoticeOut)
def mark_read(notice_id: int) -> Notice:
    """I have read this notice"""
    return service.mark_read(caller().id, notice_id, clock.now())


@blueprint.delete("/notices/<int:notice_id>/read")
@limiter.limit(WRITES)
@require_account
@blueprint.output(NoticeOut)
def mark_unread(notice_id: int) -> Notice:
    """I have not read this notice after all"""
    return service.mark_unread(caller().id, notice_id)
