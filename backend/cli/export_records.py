"""`flask export-records`: every book of the catalogue as a file."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.core.database import read_only
from backend.core.errors import Failure
from backend.core.settings import Settings
from backend.exchange.rules.records import FORMATS, library_code
from backend.exchange.service import export_records as parts_of


@click.command("export-records")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="csv", show_default=True)
@with_appcontext
def export_records(file: Path, format_name: str) -> None:
    """Write every book to FILE as CSV, MARC 21 (ISO 2709) or MARCXML. It is there when it is complete."""
    settings: Settings = current_app.config["SETTINGS"]
    part_file = file.with_name(f"{file.name}.part")
    try:
        with part_file.open("wb") as target, read_only():
            for part in parts_of(format_name, library_code(settings.secret_key)):
                target.write(part)
        part_file.replace(file)
    except (OSError, Failure) as error:
        part_file.unlink(missing_ok=True)
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes.")
