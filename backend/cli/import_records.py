"""`flask import-records`, `flask undo-import`: a file of books into the catalogue, and out again."""

import time
from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from backend.core import clock
from backend.core.database import db
from backend.core.errors import Failure
from backend.core.settings import Settings
from backend.exchange.rules.records import FORMATS, REFUSED, Row, library_code
from backend.exchange.service import Here, ImportFile
from backend.exchange.service import import_records as run_import
from backend.exchange.service import undo_import as run_undo

# Exit status of a file that could be read, but not all of it.
REFUSED_SOME = 3
_FORMAT_OF = {".csv": "csv", ".txt": "csv", ".mrc": "marc", ".marc": "marc", ".iso": "marc", ".xml": "marcxml"}


@click.command("import-records")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Otherwise by the ending of the name.")
@click.option("--dry-run", is_flag=True, help="Check and report everything, write nothing.")
@with_appcontext
def import_records(file: Path, format_name: str | None, dry_run: bool) -> None:
    """Add and correct books by the records of FILE: CSV, MARC 21 (ISO 2709) or MARCXML.

    A book is known by its ISBN, or by the number under which it was exported. Exit status 3: some were refused.
    """
    settings: Settings = current_app.config["SETTINGS"]
    format_name = format_name or _FORMAT_OF.get(file.suffix.lower())
    if format_name is None:
        raise click.UsageError(f"What is {file.name}? Say it with --format.")
    here = Here(library_code(settings.secret_key), clock.today(settings.time_zone), clock.now())
    began = time.monotonic()
    try:
        report = run_import(ImportFile(file.read_bytes(), format_name, file.name), here, dry_run=dry_run)
    except Failure as failure:
        columns = ", ".join(failure.fields or {})
        raise click.ClickException(f"{failure}{f' ({columns})' if columns else ''}") from failure
    except DBAPIError as error:
        raise click.ClickException(f"The database cannot be used: {error.orig}") from error
    db.session.commit()
    _tell(report.rows, REFUSED)
    click.echo(
        f"{report.added:,} added, {report.changed:,} changed, {report.same:,} the same already,"
        f" {report.refused:,} refused in {time.monotonic() - began:.1f} s."
    )
    click.echo("Nothing was written." if dry_run else f"To take it back: flask undo-import {report.id}")
    if report.refused:
        raise click.exceptions.Exit(REFUSED_SOME)


@click.command("undo-import")
@click.argument("import_id", metavar="ID", type=click.IntRange(1))
@with_appcontext
def undo_import(import_id: int) -> None:
    """Take the import ID back: delete what it added, restore what it changed.

    Books on which something hangs, or that were changed since, stay as they are and are named. Exit status 3: some did.
    """
    try:
        report = run_undo(import_id, clock.now())
    except Failure as failure:
        raise click.ClickException(str(failure)) from failure
    except DBAPIError as error:
        raise click.ClickException(f"The database cannot be used: {error.orig}") from error
    db.session.commit()
    kept = _tell(report.undo_rows, "kept")
    click.echo(f"{len(report.undo_rows) - kept:,} books taken back, {kept:,} left as they are.")
    if kept:
        raise click.exceptions.Exit(REFUSED_SOME)


def _tell(rows: Sequence[Row], done: str) -> int:
    """Name what could not be done, and why; returns how many."""
    chosen = [row for row in rows if row.done == done]
    for row in chosen:
        why = "; ".join(f"{reason.code} {reason.value}".strip() for reason in row.reasons)
        click.echo(f"{done} {row.place}: {why} {row.title}".rstrip())
    return len(chosen)
