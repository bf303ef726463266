"""`flask serve`: bring the library up to date, then serve it. What is up to date already is left alone."""

import hashlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.accounts.queries import has_demonstration
from backend.catalog.models import Book
from backend.cli.migrating import bring_up_to_date
from backend.cli.seed import seed
from backend.core.database import db
from backend.core.settings import ROOT, Settings
from backend.core.traffic import FOLDER
from backend.recommendations.models import RecommendationRun

# Exit statuses of `python -m ml run`.
PUBLISHED, REFUSED, BUSY = 0, 3, 4


@click.command("serve")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", envvar="WORKERS", type=click.IntRange(1, 64), default=2, show_default=True)
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Migrate, load the demonstration library if the database is empty, train if need be, and serve."""
    settings: Settings = current_app.config["SETTINGS"]
    _refuse_taken_port(host, port)
    try:
        bring_up_to_date()
        if not settings.production and _is_empty():
            click.get_current_context().invoke(seed)
        demonstration = has_demonstration()
        if demonstration and not settings.production:
            _train_if_needed(settings)
        db.session.remove()
        db.engine.dispose()
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise click.ClickException(f"The database cannot be used: {cause}") from error
    if not (ROOT / "frontend" / "dist" / "index.html").is_file():
        raise click.ClickException("The pages are not built yet. Run `make run`, or `npm run build`.")
    sys.exit(_serve(host, port, workers, accounts=demonstration and not settings.production))


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: PORT=8001 make run"
            ) from error


def _is_empty() -> bool:
    found = db.session.scalar(select(Book.id).limit(1))
    # The transaction ends here: loading the library opens one of its own.
    db.session.rollback()
    return found is None


def _train_if_needed(settings: Settings) -> None:
    """Train once for the demonstration library, and again only when the training code has changed."""
    stamp = settings.instance_folder / "trained"
    wanted = _fingerprint(settings)
    # A refused run counts too: the same data would be refused again at every start.
    has_run = db.session.scalar(select(RecommendationRun.id).limit(1)) is not None
    if has_run and stamp.is_file() and stamp.read_text() == wanted:
        return
    # The job opens its own connection; ours must not keep a transaction open beside it.
    db.session.remove()
    click.echo("Training the recommender ...")
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "MODEL_DIR": str(settings.instance_folder / "models"),
    }
    status = subprocess.run([sys.executable, "-m", "ml", "run"], cwd=ROOT, env=environment, check=False).returncode
    if status in (PUBLISHED, REFUSED):
        stamp.write_text(wanted)
    elif status == BUSY:
        click.echo("Another training is at work; its lists will appear when it is done.")
    else:
        click.echo("Training failed (see above). Readers get popular books until it succeeds: make retrain", err=True)


def _fingerprint(settings: Settings) -> str:
    digest = hashlib.sha256(settings.database_url.encode())
    for path in sorted((ROOT / "ml").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _serve(host: str, port: int, workers: int, *, accounts: bool) -> int:
    """Run the server until it ends or Ctrl-C; 0 when it was asked to stop."""
    # Each worker counts there what it was asked, so that any of them can tell of all.
    with tempfile.TemporaryDirectory(prefix="shelfwise-traffic-") as traffic:
        return _run_server(host, port, workers, {FOLDER: traffic}, accounts=accounts)


def _run_server(host: str, port: int, workers: int, environment: dict[str, str], *, accounts: bool) -> int:
    server = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", "--factory", "backend.app:create_app"),
            *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"),
            # A worker told to stop while it is still starting can miss it; three seconds are enough for any request.
            *("--log-level", "error", "--workers-kill-timeout", "3"),
        ],
        cwd=ROOT,
        env={"TRAINING_BESIDE": _training_beside(), **environment, **os.environ, "PYTHONUNBUFFERED": "1"},
        # Ctrl-C reaches us alone, and we tell the server; its workers must not end before it knows why.
        start_new_session=True,
    )
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if _answers(f"{address}/healthz", server):
        click.echo(f"\nShelfwise is at {address}")
        if accounts:
            click.echo("Demonstration accounts: reader, staff, admin. Password: shelfwise-demo")
            click.echo("Readers and ratings of the demonstration library are simulated.")
        click.echo("Ctrl-C stops it.\n")
    status = server.wait()
    return 0 if stopping else status or 1


def _training_beside() -> str:
    """Whether what the training needs is installed here; looked for, not loaded."""
    return "on" if importlib.util.find_spec("tensorflow") is not None else "off"


def _answers(address: str, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server answers; False when it ended instead."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310 (our own address)
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
