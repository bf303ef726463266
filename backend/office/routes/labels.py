"""/api/staff/labels.pdf: labels for the backs of books"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.circulation.rules.refusals import CopyNotFound
from backend.core.auth import require_staff
from backend.core.limits import account, limiter
from backend.office.queries.copies import copies_page, copy_lines, wish_of
from backend.office.routes.here import settings
from backend.office.rules.label_pdf import labels_pdf
from backend.office.rules.labels import Label
from backend.office.schemas.copies import MOST_LABELS, LabelsIn

blueprint = APIBlueprint("office_labels", __name__, url_prefix="/api/staff", tag="office")
# Drawing a thousand takes seconds of a processor.
DRAWINGS = "30 per minute"
PDF: dict[int | str, Any] = {
    200: {
        "description": "The sheets",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@blueprint.post("/labels.pdf")
@limiter.limit(DRAWINGS, key_func=account)
@require_staff
@blueprint.input(LabelsIn)
@blueprint.doc(responses=PDF)
def print_labels(json_data: LabelsIn) -> Response:
    """Labels with barcode, shelf mark and title, on sheets; in the order of the copies that are asked for"""
    asked = json_data
    if asked.filter is not None:
        wish = wish_of(asked.filter.model_dump())
        lines = copies_page(wish, asked.sort, asked.part, MOST_LABELS).items
    else:
        lines = copy_lines(asked.copy_ids or [])
    if not lines:
        raise CopyNotFound
    labels = [Label(line.barcode, line.shelf_mark, line.title) for line in lines]
    library = settings().library_name_zh if json_data.lang == "zh-CN" else settings().library_name_en
    drawn = labels_pdf(labels, json_data.sheet, json_data.start, library, json_data.lang)
    answer = Response(drawn, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return answer
