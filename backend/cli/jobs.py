"""`flask jobs run`: what is to be done every few minutes. For cron; two at once do no harm."""

import click
from flask import current_app
from flask.cli import AppGroup

from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.jobs.service import Ran, run_jobs

jobs = AppGroup("jobs", help="What is to be done every few minutes.")


@jobs.command("run")
def run() -> None:
    """Pass copies on, end what is over, remind, send letters, forget, and clear away: whatever is due.

    Exit status 1 when a job had a problem; the others were done all the same.
    """
    settings: Settings = current_app.config["SETTINGS"]
    failed = []
    for ran in run_jobs(settings, db.session.commit, clock.now):
        if ran.problem is not None:
            failed.append(f"{ran.name}: {ran.problem}")
        elif ran.busy or any(ran.done.values()):
            click.echo(_line(ran))
    if failed:
        raise click.ClickException(" ".join(failed))


def _line(ran: Ran) -> str:
    if ran.busy:
        return f"{ran.name}: another runner is at it"
    return f"{ran.name}: " + ", ".join(f"{number:,} {name}" for name, number in ran.done.items() if number)
