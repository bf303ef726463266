"""/api/admin/imports and /api/admin/exports"""

from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request, stream_with_context

from backend.core import clock
from backend.core.auth import caller, require_staff
from backend.core.database import db, read_only
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page, PageQuery
from backend.core.settings import Settings
from backend.core.uploads import takes_file
from backend.exchange import queries, service
from backend.exchange.rules.records import library_code
from backend.exchange.schemas import ExportQuery, ImportPageOut, ImportQuery, ImportReportOut

MOST_BYTES = 20 * 1024 * 1024

_FILE = {"type": "string", "format": "binary"}
EXPORTED: dict[int | str, dict[str, str | dict[str, dict[str, Any]]]] = {
    200: {
        "description": "The file",
        "content": {media.split(";")[0]: {"schema": _FILE} for media in service.MEDIA.values()},
    }
}

blueprint = APIBlueprint("exchange", __name__, url_prefix="/api/admin", tag="exchange")


@blueprint.post("/imports")
@limiter.limit(WRITES)
@takes_file(MOST_BYTES)
@require_staff
@blueprint.input(ImportQuery, location="query")
@blueprint.output(ImportReportOut)
def import_file(query_data: ImportQuery) -> queries.ImportReport:
    """Add and correct books by a file of records; the report says what became of each"""
    settings: Settings = current_app.config["SETTINGS"]
    here = service.Here(library_code(settings.secret_key), clock.today(settings.time_zone), clock.now())
    # Kept: when the database asks to try again, the file must still be there.
    data = request.get_data(cache=True)
    file = service.ImportFile(data, query_data.format, query_data.file_name, caller().id)
    return service.import_records(file, here, dry_run=query_data.dry_run)


@blueprint.get("/imports")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(ImportPageOut)
def list_imports(query_data: PageQuery) -> Page[queries.ImportReport]:
    """Imports, newest first"""
    return queries.imports(query_data.page, query_data.size)


@blueprint.get("/imports/<int:import_id>")
@require_staff
@blueprint.output(ImportReportOut)
def show_import(import_id: int) -> queries.ImportReport:
    """One import with what became of each record"""
    return queries.import_report(import_id)


@blueprint.post("/imports/<int:import_id>/undo")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(ImportReportOut)
@blueprint.doc(responses={409: "It is undone already"})
def undo_import(import_id: int) -> queries.ImportReport:
    """Take an import back, as far as nobody has built on it since"""
    return service.undo_import(import_id, clock.now())


@blueprint.get("/exports")
@require_staff
@blueprint.input(ExportQuery, location="query")
@blueprint.doc(responses=EXPORTED)
def export_books(query_data: ExportQuery) -> Response:
    """Every book of the catalogue as a file"""
    settings: Settings = current_app.config["SETTINGS"]
    parts = service.export_records(query_data.format, library_code(settings.secret_key))
    answer = Response(stream_with_context(_sent(parts)), mimetype=service.MEDIA[query_data.format])
    suffix = service.SUFFIXES[query_data.format]
    name = f"books-{clock.today(settings.time_zone):%Y%m%d}.{suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sent(parts: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with read_only():
            part = next(parts, None)
            # Whoever loads the file slowly shall not hold a transaction meanwhile.
            db.session.rollback()
        if part is None:
            return
        yield part
