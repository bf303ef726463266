"""/api/account/imports, /api/account/export, /api/account/privacy, /api/account/closing"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, g, request, session
from flask_login import logout_user

from backend.accounts.service import AVATAR_FILE, prove_again
from backend.core import clock
from backend.core.auth import caller, require_account, require_reader
from backend.core.here import here_at
from backend.core.limits import EXPORTS, PROOFS, TRACES, WRITES, account, limiter
from backend.core.paging import Page
from backend.core.settings import Settings
from backend.core.uploads import takes_file
from backend.exchange.rules.records import library_code
from backend.house.queries import name_of_library
from backend.portability import service
from backend.portability.models import ReaderImport
from backend.portability.queries import imports as queries
from backend.portability.queries.export import everything_about
from backend.portability.queries.privacy import Privacy, privacy_of
from backend.portability.rules.archive import PICTURE
from backend.portability.rules.packing import packed
from backend.portability.schemas import (
    BringQuery,
    ChooseIn,
    CloseAccountIn,
    PreferIn,
    PrivacyIn,
    PrivacyOut,
    ReaderImportOut,
    ReaderImportRowOut,
    ReaderImportRowPageOut,
    ReaderImportsOut,
    RowsQuery,
)

# 50,000 rows with reviews.
MOST_BYTES = 40 * 1024 * 1024
FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
ARCHIVE: dict[int | str, Any] = {200: {"description": "The file", "content": {"application/zip": FILE}}}
TABLE: dict[int | str, Any] = {200: {"description": "The file", "content": {"text/csv": FILE}}}
NOT_READY: dict[int | str, Any] = {409: "The import is not at this point"}

blueprint = APIBlueprint("portability", __name__, url_prefix="/api/account", tag="portability")


@blueprint.post("/imports")
@limiter.limit(WRITES)
@takes_file(MOST_BYTES)
@require_reader
@blueprint.input(BringQuery, location="query")
@blueprint.output(ReaderImportOut, status_code=201)
@blueprint.doc(responses={409: "There are too many imports to undo"})
def bring_file(query_data: BringQuery) -> queries.ImportProgress:
    """Bring a file from another site; its rows are checked by advancing it"""
    # Kept: when the database asks to try again, the file must still be there.
    data = request.get_data(cache=True)
    brought = service.Brought(data, query_data.site, query_data.file_name, query_data.status)
    return _progress(service.begin_import(caller().id, brought, _here()))


@blueprint.get("/imports")
@require_reader
@blueprint.output(ReaderImportsOut)
def list_my_imports() -> dict[str, Any]:
    """My imports, newest first"""
    return {"items": queries.imports_of(caller().id)}


@blueprint.get("/imports/<int:my_import_id>")
@require_reader
@blueprint.output(ReaderImportOut)
def show_my_import(my_import_id: int) -> queries.ImportProgress:
    """One import: how far it is, and its rows by verdict"""
    return _progress(queries.get_import(caller().id, my_import_id))


@blueprint.patch("/imports/<int:my_import_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(PreferIn)
@blueprint.output(ReaderImportOut)
@blueprint.doc(responses=NOT_READY)
def prefer_in_import(my_import_id: int, json_data: PreferIn) -> queries.ImportProgress:
    """What counts where my things and the file differ"""
    return _progress(service.prefer(caller().id, my_import_id, json_data.prefer))


@blueprint.delete("/imports/<int:my_import_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output({}, status_code=204)
@blueprint.doc(responses=NOT_READY)
def delete_my_import(my_import_id: int) -> str:
    """Forget an import; what it has written stays"""
    service.delete_import(caller().id, my_import_id)
    return ""


@blueprint.post("/imports/<int:my_import_id>/advance")
@limiter.limit(TRACES)
@require_reader
@blueprint.output(ReaderImportOut)
def advance_import(my_import_id: int) -> queries.ImportProgress:
    """Do the next part of the work; asked again until there is none"""
    return _progress(service.advance(caller().id, my_import_id, _here()))


@blueprint.post("/imports/<int:my_import_id>/confirm")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(ReaderImportOut)
@blueprint.doc(responses=NOT_READY)
def confirm_import(my_import_id: int) -> queries.ImportProgress:
    """Write what the check announced; it is done by advancing"""
    return _progress(service.confirm(caller().id, my_import_id, _here()))


@blueprint.post("/imports/<int:my_import_id>/undo")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(ReaderImportOut)
@blueprint.doc(responses=NOT_READY)
def undo_my_import(my_import_id: int) -> queries.ImportProgress:
    """Take back what the import wrote and I have not changed since; it is done by advancing"""
    return _progress(service.undo(caller().id, my_import_id))


@blueprint.get("/imports/<int:my_import_id>/rows")
@require_reader
@blueprint.input(RowsQuery, location="query")
@blueprint.output(ReaderImportRowPageOut)
def list_import_rows(my_import_id: int, query_data: RowsQuery) -> Page[queries.RowReport]:
    """Rows of an import in the order of the file"""
    one = queries.get_import(caller().id, my_import_id)
    return queries.rows_of(one, query_data.verdict, query_data.page, query_data.size)


@blueprint.put("/imports/<int:my_import_id>/rows/<int:place>")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ChooseIn)
@blueprint.output(ReaderImportRowOut)
@blueprint.doc(responses=NOT_READY)
def choose_book(my_import_id: int, place: int, json_data: ChooseIn) -> queries.RowReport:
    """Which book a row is about, or that it is to be left out"""
    return queries.row_report(service.choose_book(caller().id, my_import_id, place, json_data.book_id))


@blueprint.get("/imports/<int:my_import_id>/remaining")
@require_reader
@blueprint.doc(responses=TABLE)
def download_remaining(my_import_id: int) -> Response:
    """The rows that found no book, to be mended and brought again"""
    one = queries.get_import(caller().id, my_import_id)
    return _file(b"".join(queries.remaining_csv(one)), "text/csv; charset=utf-8", f"{one.site}-remaining.csv")


@blueprint.get("/export")
@limiter.limit(EXPORTS, key_func=account)
@require_account
@blueprint.doc(responses=ARCHIVE)
def export_everything() -> Response:
    """Everything the library holds about me"""
    settings, reader = _settings(), caller()
    name = name_of_library(settings, reader.locale)
    document = everything_about(reader.id, library_code(settings.secret_key), name, clock.now())
    pictures = {}
    picture = settings.avatars_folder / AVATAR_FILE.format(name=reader.avatar)
    if reader.avatar and picture.is_file():
        pictures[PICTURE] = picture.read_bytes()
    return _file(
        packed(document, pictures), "application/zip", f"shelfwise-{clock.today(settings.time_zone):%Y%m%d}.zip"
    )


@blueprint.get("/privacy")
@require_account
@blueprint.output(PrivacyOut)
def show_privacy() -> Privacy:
    """My choices, and who sees what of me"""
    return privacy_of(caller())


@blueprint.patch("/privacy")
@limiter.limit(WRITES)
@require_account
@blueprint.input(PrivacyIn)
@blueprint.output(PrivacyOut)
def change_privacy(json_data: PrivacyIn) -> Privacy:
    """Change what the library may remember and use"""
    return privacy_of(service.change_privacy(caller().id, **json_data.model_dump()))


@blueprint.post("/closing")
@limiter.limit(PROOFS, key_func=account)
@require_account
@blueprint.input(CloseAccountIn)
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={403: "The password is not right", 409: "Books are on loan, or something is owed"})
def close_account(json_data: CloseAccountIn) -> str:
    """Delete my account and everything of me, at once and for good"""
    reader = caller()
    prove_again(reader, json_data.password)
    keep = json_data.reviews == "keep"
    settings = _settings()
    moment = here_at(settings.time_zone, clock.now())
    service.close_account(service.Leaving(reader.id, keep, settings.avatars_folder, moment))
    logout_user()
    session.clear()
    g.pop("csrf_token", None)
    return ""


def _progress(one: ReaderImport) -> queries.ImportProgress:
    return queries.progress_of(one)


def _file(data: bytes, media: str, name: str) -> Response:
    answer = Response(data, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _here() -> service.Here:
    settings = _settings()
    return service.Here(library_code(settings.secret_key), settings.time_zone, clock.now(), settings.avatars_folder)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
