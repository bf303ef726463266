"""Migrations, run only when there is something to run."""

import click
import flask_migrate
from flask import current_app

from backend.catalog.service import is_unindexed, rebuild_index
from backend.core.database import db
from backend.core.revisions import can_serve, current_revision
from backend.core.settings import Settings


def bring_up_to_date() -> None:
    """Create or upgrade the tables, and make the search index where there is none. An embedded library's folder is
    made first. Tables that another machine has taken further already stay as they are.
    """
    settings: Settings = current_app.config["SETTINGS"]
    try:
        settings.instance_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"The folder {settings.instance_folder} cannot be made ({error.strerror})."
        ) from error
    with db.engine.connect() as connection:
        current = current_revision(connection)
    if not can_serve(current):
        click.echo("Preparing the database ...")
        flask_migrate.upgrade()
    if is_unindexed():
        click.echo("Making the search index ...")
        rebuild_index(db.session.commit)
