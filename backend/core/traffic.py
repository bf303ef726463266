"""What this machine was asked, how long it took, and how many connections to the database are out, for Prometheus.

Processes of one `flask serve` share a folder (PROMETHEUS_MULTIPROC_DIR), so that each of them answers for all. Several
machines are asked one by one; what is the library's as a whole stands beside it (jobs/service/metrics.py).
"""

import os
from pathlib import Path

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess
from prometheus_client.exposition import generate_latest
from sqlalchemy.pool import QueuePool

from backend.core.database import db
from backend.core.logs import route, took

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# From a cached answer to one that somebody gives up on.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_registry = CollectorRegistry()
_asked = Counter(
    "shelfwise_requests_total",
    "Requests by what they were answered.",
    ["method", "route", "status"],
    registry=_registry,
)
_seconds = Histogram(
    "shelfwise_request_seconds", "How long requests took.", ["method", "route"], buckets=SECONDS, registry=_registry
)
_connections = Gauge(
    "shelfwise_database_connections",
    "Connections to the database by what they do.",
    ["state"],
    registry=_registry,
    multiprocess_mode="livesum",
)


def install(app: Flask) -> None:
    app.after_request(_count)


def traffic_text() -> bytes:
    """In Prometheus' text format."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return generate_latest(_registry)
    _forget_the_dead(Path(folder))
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def _count(response: Response) -> Response:
    _asked.labels(request.method, route(), response.status_code).inc()
    _seconds.labels(request.method, route()).observe(took())
    pool = db.engine.pool
    if isinstance(pool, QueuePool):
        _connections.labels("in use").set(pool.checkedout())
        _connections.labels("idle").set(pool.checkedin())
    return response


def _forget_the_dead(folder: Path) -> None:
    """A process that was killed has not given its connections back here."""
    for file in folder.glob("gauge_live*_*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdecimal() and not Path("/proc", number).exists():
            multiprocess.mark_process_dead(int(number))  # type: ignore[no-untyped-call]
