"""Migrations, run only when there is something to run."""

from functools import cache
from pathlib import Path

import click
import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from backend.core.database import db
from backend.core.settings import Settings


def bring_up_to_date() -> None:
    """Create or upgrade the tables. An embedded database's folder is made first."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        settings.instance_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"The folder {settings.instance_folder} cannot be made ({error.strerror})."
        ) from error
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current != _newest(Path(current_app.extensions["migrate"].directory)):
        click.echo("Preparing the database ...")
        flask_migrate.upgrade()


@cache
def _newest(folder: Path) -> str | None:
    return ScriptDirectory(str(folder)).get_current_head()
