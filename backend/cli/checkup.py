"""What `flask doctor` sees of the machine: each check says what is, and where it is not well, how to mend it."""

import math
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.core.database import db
from backend.core.revisions import can_serve, current_revision, newest_revision
from backend.core.settings import Settings
from backend.jobs.queries import job_lines, outbox_now
from backend.jobs.rules import FAILED, LATE, NEVER
from backend.notices.service import Post, PostClosed
from backend.recommendations.queries.published import published_now

OK, WARNING, WRONG = "ok", "warning", "wrong"
MOST_SECONDS_APART = 5
PATIENCE_SECONDS = 5
OLDEST_LIST = timedelta(days=2)
LEAST_FREE, LEAST_FREE_SHARE = 1024**3, 0.1
UNSAID = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Finding:
    """A sentence of what is and, unless all is well, one of how to mend it."""

    name: str
    state: str
    what: str
    mend: str = ""


@dataclass(frozen=True)
class Machine:
    settings: Settings
    pages: Path
    at: datetime


Check = Callable[[Machine], Finding]


def look_at(machine: Machine) -> Iterator[Finding]:
    """Every check in its order; those that ask the tables only where there are tables to ask."""
    yield from (check(machine) for check in (_address, _pages, _disk, _time_zone, _counters, _mail))
    tables = _tables(machine)
    yield tables
    if tables.state != WRONG:
        yield from (check(machine) for check in (_clock, _jobs, _letters, _lists, _model))


def _address(machine: Machine) -> Finding:
    settings, name = machine.settings, "address"
    if settings.site_url.startswith("https://") and not settings.trusted_proxies:
        return Finding(
            *(
                name,
                WRONG,
                f"SITE_URL is {settings.site_url}, but TRUSTED_PROXIES is 0: readers look like the proxy.",
            ),
            "Set TRUSTED_PROXIES to the number of proxies in front, usually 1, and restart.",
        )
    if settings.trusted_proxies and settings.site_url == UNSAID:
        return Finding(
            *(
                name,
                WARNING,
                f"There are {settings.trusted_proxies} proxies in front, but SITE_URL is not set.",
            ),
            "Set SITE_URL to the address that readers type, such as https://library.example, and restart.",
        )
    return Finding(name, OK, f"{settings.site_url}, proxies in front: {settings.trusted_proxies}.")


def _pages(machine: Machine) -> Finding:
    if (machine.pages / "index.html").is_file():
        return Finding("pages", OK, "The pages are built.")
    return Finding("pages", _grave(machine), f"There are no pages in {machine.pages}.", "Run `make build`.")


def _disk(machine: Machine) -> Finding:
    folder = machine.settings.instance_folder
    # A folder that is not made yet will lie where the nearest one that is there lies.
    place = next(one for one in (folder, *folder.parents) if one.exists())
    usage = shutil.disk_usage(place)
    what = f"{usage.free / 1024**3:,.1f} GiB of {usage.total / 1024**3:,.1f} are free at {folder}."
    if usage.free < LEAST_FREE:
        return Finding("disk", WRONG, what, "Make room: old copies and logs first; then `flask check-facts --mend`.")
    if usage.free < LEAST_FREE_SHARE * usage.total:
        return Finding("disk", WARNING, what, "Make room before it is full: keep fewer copies, or move them elsewhere.")
    return Finding("disk", OK, what)


def _time_zone(machine: Machine) -> Finding:
    zone = machine.settings.time_zone
    here, theirs = machine.at.astimezone(), machine.at.astimezone(zone)
    what = f"The library's time is {zone.key}, where it is {theirs:%H:%M}"
    if here.utcoffset() == theirs.utcoffset():
        return Finding("time zone", OK, f"{what}; so it is on this machine.")
    return Finding(
        *("time zone", WARNING, f"{what}; on this machine, by which cron goes, it is {here:%H:%M}."),
        f"Run `timedatectl set-timezone {zone.key}` and restart cron, or move the night's lines in the crontab.",
    )


def _counters(machine: Machine) -> Finding:
    """Redis, where the limits are counted there."""
    storage = machine.settings.limits_storage
    if not storage.startswith("redis"):
        return Finding("counters", OK, "Requests are counted in memory: right for one machine.")
    asked = redis.Redis.from_url(storage, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS)
    try:
        asked.ping()
    except redis.RedisError as error:
        return Finding(
            *("counters", WRONG, f"Redis does not answer: {_words(error)}"),
            "Start it (`service redis-server start`), or correct RATE_LIMITS_STORAGE: requests with a limit fail.",
        )
    finally:
        asked.close()
    return Finding("counters", OK, "Redis answers.")


def _mail(machine: Machine) -> Finding:
    mail = machine.settings.mail
    if mail is None:
        return Finding("mail", OK, "No mail server is set: readers find their notices on the site alone.")
    try:
        with Post(mail, PATIENCE_SECONDS) as post:
            post.open()
    except PostClosed as error:
        return Finding(
            *("mail", WRONG, f"{mail.server}:{mail.port} does not take letters from us: {error}"),
            "Correct what begins with MAIL_ in the settings; letters wait for a day meanwhile.",
        )
    return Finding("mail", OK, f"{mail.server}:{mail.port} takes letters from us ({mail.tls}).")


def _tables(_machine: Machine) -> Finding:
    newest = newest_revision()
    try:
        current = current_revision(db.session.connection())
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        return Finding(
            *("tables", WRONG, f"The database cannot be used: {_words(cause)}"),
            "Start it (`service mariadb start`), or correct DATABASE_URL.",
        )
    finally:
        db.session.rollback()
    what = f"The tables are of revision {current}, the code is of {newest}."
    if not can_serve(current):
        return Finding("tables", WRONG, what, "Run `flask db upgrade`.")
    if current != newest:
        return Finding("tables", WARNING, what, "Bring the code of this machine up to date, too.")
    return Finding("tables", OK, f"The tables are of revision {newest}, as the code is.")


def _clock(_machine: Machine) -> Finding:
    """The machines' own clocks are compared, not the library's, which follows ours."""
    if db.engine.dialect.name == "sqlite":
        return Finding("clock", OK, "The database has no clock of its own.")
    before = time.time()
    theirs = float(db.session.scalar(text("SELECT UNIX_TIMESTAMP(NOW(6))")) or 0)
    db.session.rollback()
    after = time.time()
    apart = max(before - theirs, theirs - after, 0)
    if apart > MOST_SECONDS_APART:
        return Finding(
            *("clock", WRONG, f"The database's clock and this machine's are {math.ceil(apart):,} seconds apart."),
            "Let both follow a time server: `timedatectl set-ntp true`.",
        )
    return Finding("clock", OK, "The database's clock and this machine's agree.")


def _jobs(machine: Machine) -> Finding:
    lines = job_lines(machine.at)
    db.session.rollback()
    by_state = {state: [line for line in lines if line.state == state] for state in (FAILED, LATE, NEVER)}
    if by_state[FAILED]:
        failed = "; ".join(f"{line.name}: {line.problem}" for line in by_state[FAILED])
        return Finding("jobs", WRONG, f"Jobs fail. {failed}", "Run `flask jobs run` and mend what it names.")
    silent = by_state[LATE] + by_state[NEVER]
    if silent:
        last = max((line.succeeded_at for line in lines if line.succeeded_at), default=None)
        when = f"the last success was {_ago(machine.at - last)}" if last else "no job ever ran"
        return Finding(
            *("jobs", _grave(machine), f"{len(silent)} of {len(lines)} jobs are late: {when}."),
            "Put deploy/crontab to /etc/cron.d/shelfwise, `service cron start`, and look at /staff/jobs.",
        )
    return Finding("jobs", OK, f"{len(lines)} jobs run in time.")


def _letters(machine: Machine) -> Finding:
    letters = outbox_now()
    db.session.rollback()
    if letters.failed:
        return Finding(
            *("letters", WARNING, f"{letters.failed:,} letters were given up."),
            "/staff/jobs says how many wait; the log of `flask jobs run` says why: a full or an unknown mailbox.",
        )
    since = f", the oldest since {_ago(machine.at - letters.oldest_at)}" if letters.oldest_at else ""
    return Finding("letters", OK, f"{letters.waiting:,} letters wait{since}.")


def _lists(machine: Machine) -> Finding:
    published = published_now()
    db.session.rollback()
    if published is None or published.oldest_list_at is None:
        return Finding("lists", WARNING, "No reader has a list.", "Run `python -m ml run`; cron does so every night.")
    age = machine.at - published.oldest_list_at
    what = f"{published.lists:,} readers have a list, the oldest was made {_ago(age)}."
    return _aged("lists", age, what)


def _model(machine: Machine) -> Finding:
    published = published_now()
    db.session.rollback()
    if published is None or published.published_at is None:
        return Finding("model", WARNING, "No model was ever published.", "Run `python -m ml run`.")
    age = machine.at - published.published_at
    return _aged("model", age, f"{published.model}, run {published.run_id}, was published {_ago(age)}.")


def _aged(name: str, age: timedelta, what: str) -> Finding:
    if age <= OLDEST_LIST:
        return Finding(name, OK, what)
    return Finding(name, WARNING, what, "Run `python -m ml run`; /staff/runs says why nothing was published.")


def _grave(machine: Machine) -> str:
    """What a library cannot be without, and somebody who tries the portal can."""
    return WRONG if machine.settings.production else WARNING


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes ago"
    hours = minutes // 60
    return f"{hours} hours ago" if hours < 48 else f"{hours // 24} days ago"


def _words(error: BaseException) -> str:
    return " ".join(f"{error}".split())[:200]
