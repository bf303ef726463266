"""`flask doctor`: whether everything that must always be true of lending is true."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.circulation.queries.invariants import Problem, problems
from backend.circulation.service.mending import mend
from backend.core import clock
from backend.core.database import db
from backend.core.here import here_at
from backend.core.settings import Settings


@click.command("doctor")
@click.option("--mend", "mending", is_flag=True, help="Repair what is safe to repair.")
@with_appcontext
def doctor(mending: bool) -> None:
    """Ask the invariants of lending of every copy, hold and loan, their log and their notices.

    Exit status 1 when something is wrong and was not mended. Readers and staff can go on meanwhile; what is found is
    asked a second time, so that a change that was under way is not reported.
    """
    settings: Settings = current_app.config["SETTINGS"]
    here = here_at(settings.time_zone, clock.now())
    suspects = set(problems(here))
    db.session.rollback()
    certain = sorted(suspects & set(problems(here))) if suspects else []
    db.session.rollback()
    left = 0
    for found in certain:
        done = mending and _mended(found)
        left += not done
        click.echo(f"{found.invariant}: {found.entity} {found.entity_id}: {found.what}{' (mended)' if done else ''}")
    click.echo(f"Lending: {len(certain):,} problems{f', {len(certain) - left:,} mended' if mending else ''}.")
    if left:
        sys.exit(1)


def _mended(found: Problem) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    done = mend(found, here_at(settings.time_zone, clock.now()))
    db.session.commit()
    return done
