"""`flask doctor`: whether everything that must always be true of lending and of the shop is true."""

import sys
from collections.abc import Callable, Iterable

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.circulation.queries import invariants as lending
from backend.circulation.service.mending import mend as mend_lending
from backend.core import clock
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.core.settings import Settings
from backend.shop.queries import invariants as shop
from backend.shop.service.mending import mend as mend_shop

Problem = lending.Problem | shop.Problem


@click.command("doctor")
@click.option("--mend", "mending", is_flag=True, help="Repair what is safe to repair.")
@with_appcontext
def doctor(mending: bool) -> None:
    """Ask the invariants of lending of every copy, hold and loan, their log and their notices; those of the shop of
    everything that is for sale, of every order and its money, and their log.

    Exit status 1 when something is wrong and was not mended. Readers and staff can go on meanwhile; what is found is
    asked a second time, so that a change that was under way is not reported.
    """
    left = _examine("Lending", lambda: lending.problems(_here()), mend_lending if mending else None)
    left += _examine("Shop", shop.problems, mend_shop if mending else None)
    if left:
        sys.exit(1)


def _examine(what: str, ask: Callable[[], Iterable[Problem]], mend: Callable[..., bool] | None) -> int:
    """Returns how many problems are left."""
    suspects = set(ask())
    db.session.rollback()
    certain = sorted(suspects & set(ask())) if suspects else []
    db.session.rollback()
    left = 0
    for found in certain:
        done = mend is not None and _mended(mend, found)
        left += not done
        click.echo(f"{found.invariant}: {found.entity} {found.entity_id}: {found.what}{' (mended)' if done else ''}")
    mended = "" if mend is None else f", {len(certain) - left:,} mended"
    click.echo(f"{what}: {len(certain):,} problems{mended}.")
    return left


def _mended(mend: Callable[..., bool], found: Problem) -> bool:
    done = mend(found, _here())
    db.session.commit()
    return done


def _here() -> Here:
    settings: Settings = current_app.config["SETTINGS"]
    return here_at(settings.time_zone, clock.now())
