"""/api/staff/audit: who changed what"""

import json
from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app

from backend.core.api import acts_of_the_staff
from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, Cell, answer_csv
from backend.core.limits import EXPORTS, account, limiter
from backend.office.queries.audit import AuditLine, Sought, audit_kinds, audit_lines, audit_page, audit_people
from backend.office.routes.here import here, settings
from backend.office.schemas.audit import AuditChoicesOut, AuditFileQuery, AuditPageOut, AuditQuery

HEADS = {
    "zh-CN": (
        *("编号", "时间", "账号", "姓名", "角色", "操作", "变更", "对象", "对象编号", "名称"),
        *("之前", "之后", "批量操作", "请求"),
    ),
    "en": (
        *("id", "time", "account", "name", "role", "act", "change", "kind", "thing", "thing's name"),
        *("before", "after", "bulk act", "request"),
    ),
}

blueprint = APIBlueprint("office_audit", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/audit")
@require_staff
@blueprint.input(AuditQuery, location="query")
@blueprint.output(AuditPageOut)
def list_audit(query_data: AuditQuery) -> dict[str, Any]:
    """Who changed what, the latest first"""
    asked = query_data.model_dump()
    page, size = asked.pop("page"), asked.pop("size")
    return vars(audit_page(Sought(**asked), here().zone, page, size))


@blueprint.get("/audit.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(AuditFileQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_audit(query_data: AuditFileQuery) -> Response:
    """The same as a table for a spreadsheet, 200,000 lines at most"""
    asked = query_data.model_dump()
    head = HEADS[asked.pop("lang")]
    return answer_csv("audit", head, _rows(audit_lines(Sought(**asked), here().zone)))


@blueprint.get("/audit/choices")
@require_staff
@blueprint.output(AuditChoicesOut)
def list_audit_choices() -> dict[str, Any]:
    """What the log can be narrowed to"""
    return {
        "acts": sorted(acts_of_the_staff(current_app)),
        "kinds": audit_kinds(),
        "people": audit_people(),
        "kept_days": settings().audit_days,
    }


def _rows(lines: Iterator[AuditLine]) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        account, name = (line.user.name, line.user.display_name) if line.user is not None else (None, None)
        cells: tuple[Cell, ...] = (
            *(line.id, line.happened_at, account, name, line.role, line.act),
            *(line.change, line.kind, line.thing_id, line.name),
            *(_told(line.before), _told(line.after), line.bulk_act_id, line.request_id),
        )
        yield cells


def _told(values: dict[str, Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None
