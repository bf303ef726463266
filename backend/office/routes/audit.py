"""/api/staff/audit: who changed what"""

import json
from collections.abc import Callable
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

# Name -> its head in both languages, and what stands in it.
COLUMNS: dict[str, tuple[str, str, Callable[[AuditLine], Cell]]] = {
    "id": ("编号", "id", lambda line: line.id),
    "happened_at": ("时间", "time", lambda line: line.happened_at),
    "account": ("账号", "account", lambda line: line.user.name if line.user else None),
    "user": ("姓名", "name", lambda line: line.user.display_name if line.user else None),
    "role": ("角色", "role", lambda line: line.role),
    "act": ("操作", "act", lambda line: line.act),
    "change": ("变更", "change", lambda line: line.change),
    "kind": ("对象", "kind", lambda line: line.kind),
    "thing_id": ("对象编号", "number", lambda line: line.thing_id),
    "name": ("名称", "called", lambda line: line.name),
    "before": ("之前", "before", lambda line: _told(line.before)),
    "after": ("之后", "after", lambda line: _told(line.after)),
    "bulk_act_id": ("批量操作", "bulk act", lambda line: line.bulk_act_id),
    "request_id": ("请求", "request", lambda line: line.request_id),
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
    return vars(audit_page(_sought(asked), here().zone, page, size))


@blueprint.get("/audit.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(AuditFileQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_audit(query_data: AuditFileQuery) -> Response:
    """The same as a table for a spreadsheet, 200,000 lines at most"""
    asked = query_data.model_dump()
    wanted, lang = asked.pop("columns").split(","), asked.pop("lang")
    columns = [COLUMNS[name] for name in COLUMNS if name in wanted] or list(COLUMNS.values())
    rows = ([cell(line) for _zh, _en, cell in columns] for line in audit_lines(_sought(asked), here().zone))
    return answer_csv("audit", [zh if lang == "zh-CN" else en for zh, en, _cell in columns], rows)


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


def _sought(asked: dict[str, Any]) -> Sought:
    """The words may be the name of an act as the library has it; what people call it, the page knows."""
    words, named = asked["q"].strip().lower(), set(asked.pop("acts").split(","))
    acts = sorted(act for act in acts_of_the_staff(current_app) if act in named or (words and words in act))
    return Sought(**asked, acts=tuple(acts))


def _told(values: dict[str, Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None
