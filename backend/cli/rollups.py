"""`flask rollups`: count the days that are over, for the big screen, as the job does."""

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.core import clock
from backend.core.database import db
from backend.core.here import here_at
from backend.core.settings import Settings
from backend.dashboard.service.counting import roll_up


@click.command("rollups")
@click.option("--rebuild", is_flag=True, help="Count every day anew, from the first.")
@with_appcontext
def rollups(rebuild: bool) -> None:
    """Count the days that are over, for the big screen: new ones, and this month and the last once more."""
    settings: Settings = current_app.config["SETTINGS"]
    done = roll_up(here_at(settings.time_zone, clock.now()), db.session.commit, rebuild)
    click.echo(f"{done['days']:,} days counted.")
