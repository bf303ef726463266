"""`flask doctor`: whether the machine is well, and everything true that must always be true of lending and the shop."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.circulation.queries import invariants as lending
from backend.circulation.service.mending import mend as mend_lending
from backend.cli.checkup import OK, WARNING, WRONG, Finding, Machine, look_at
from backend.core import clock
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.core.settings import Settings
from backend.shop.queries import invariants as shop
from backend.shop.service.mending import mend as mend_shop

Problem = lending.Problem | shop.Problem


@click.command("doctor")
@click.option("--mend", "mending", is_flag=True, help="Repair what is safe to repair.")
@click.option("--machine", "machine_only", is_flag=True, help="Look at the machine alone; quick.")
@with_appcontext
def doctor(mending: bool, machine_only: bool) -> None:
    """Look at the machine: its address, pages, disk, time, Redis, mail, tables, jobs, letters, lists and model. Then
    ask the invariants of lending of every copy, hold and loan, their log and their notices; those of the shop of
    everything that is for sale, of every order and its money, and their log.

    Exit status 1 when something is wrong and was not mended; a warning is none. Readers and staff can go on meanwhile;
    what is found is asked a second time, so that a change that was under way is not reported.
    """
    wrong = _examine_machine()
    if machine_only or "tables" in wrong:
        sys.exit(1 if wrong else 0)
    left = _examine("Lending", lambda: lending.problems(_here()), mend_lending if mending else None)
    left += _examine("Shop", shop.problems, mend_shop if mending else None)
    if left or wrong:
        sys.exit(1)


def _examine_machine() -> set[str]:
    """Returns the names of what is wrong."""
    settings: Settings = current_app.config["SETTINGS"]
    found = []
    for one in look_at(Machine(settings, Path(current_app.config["SPA"]), clock.now())):
        found.append(one)
        click.echo(_lines(one))
    states = Counter(one.state for one in found)
    click.echo(f"Machine: {states[WRONG]} wrong, {states[WARNING]} warnings, {states[OK]} ok.")
    return {one.name for one in found if one.state == WRONG}


def _lines(found: Finding) -> str:
    mend = f"\n{'':9}{'':11}{found.mend}" if found.mend else ""
    return f"{found.state:9}{found.name:11}{found.what}{mend}"


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
