"""`flask backup` and `flask restore`: a copy of everything, and the library again from it."""

from datetime import UTC
from pathlib import Path
from typing import IO

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from backend.backup.service import BadCopy, BadKey, NotEmpty, opened, sealed, write_copy
from backend.backup.service import restore as restore_copy
from backend.backup.service.writing import OtherRevision
from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings


@click.command("backup")
@click.argument("target", metavar="FILE-OR-FOLDER", type=click.Path(path_type=Path))
@click.option("--to", "recipient", metavar="age1...", help="Seal it for the owner of this key (age-keygen).")
@click.option("--keep", type=click.IntRange(1, 10_000), help="Of the copies in the folder, only so many newest stay.")
@with_appcontext
def backup(target: Path, recipient: str | None, keep: int | None) -> None:
    """Copy every table and every picture, as they are at one moment, while the library runs.

    In a folder the copy is named after the moment. It appears under its name when it is complete, for its owner alone.
    SECRET_KEY is not in it: keep that elsewhere. The models of `ml` are not either: the next night trains them.
    """
    settings: Settings = current_app.config["SETTINGS"]
    at = clock.now()
    ending = "jsonl.gz.age" if recipient else "jsonl.gz"
    name = f"shelfwise-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.{ending}"
    file = target / name if target.is_dir() else target
    part = file.with_name(f"{file.name}.part")
    try:
        with _private(part) as raw, sealed(raw, recipient) as lines:
            copied = write_copy(db.engine, settings.instance_folder, at, lines, _tell_nothing)
        part.replace(file)
    except OtherRevision as error:
        raise click.ClickException("The tables are of another version: `flask db upgrade` first.") from error
    except (OSError, BadKey) as error:
        raise click.ClickException(f"No copy was made: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    counts = f"{copied.tables:,} tables, {copied.rows:,} rows, {copied.files:,} files"
    click.echo(f"{file}: {counts}, {file.stat().st_size:,} bytes.")
    if keep is not None and target.is_dir():
        for old in sorted(target.glob(f"shelfwise-*.{ending}"))[:-keep]:
            old.unlink()
            click.echo(f"{old.name} deleted.")


@click.command("restore")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--identity", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The secret key's file.")
@with_appcontext
def restore(file: Path, identity: Path | None) -> None:
    """Fill an empty database and its folder of pictures from a copy, of SQLite or MariaDB alike, and compare both.

    Tables are made as they were and then brought up to date. Nothing is ever written over: a database with tables is
    refused.
    """
    settings: Settings = current_app.config["SETTINGS"]
    settings.instance_folder.mkdir(parents=True, exist_ok=True)
    try:
        with opened(file, identity) as lines:
            done = restore_copy(db.engine, settings.instance_folder, lines, upgrade, _tell)
    except NotEmpty as error:
        raise click.ClickException("The database has tables already. Name an empty one by DATABASE_URL.") from error
    except (BadCopy, BadKey, OSError, EOFError) as error:
        raise click.ClickException(f"Not restored: {error} Empty the database before the next attempt.") from error
    upgrade("head")
    counts = f"{done.tables:,} tables, {done.rows:,} rows, {done.files:,} files"
    click.echo(f"{counts}: each is what the copy holds. The copy was of revision {done.revision}.")


def upgrade(revision: str) -> None:
    """Take the tables to this revision."""
    db.session.remove()
    flask_migrate.upgrade(revision=revision)


def _private(path: Path) -> IO[bytes]:
    """For its owner alone from the first byte on."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    return path.open("wb")


def _tell(table: str, rows: int) -> None:
    if rows:
        click.echo(f"{table}: {rows:,}")


def _tell_nothing(_table: str, _rows: int) -> None:
    """For cron: a line at the end is enough."""
