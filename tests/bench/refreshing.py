"""What it costs to follow the taste of a thousand readers between two runs, and to find that nobody did anything."""

import sys

from sqlalchemy import create_engine, text

from tests.bench.commands import timed
from tests.bench.table import Figure

REFRESH = [sys.executable, "-m", "ml", "refresh"]
READERS = 1_000


def rows_of_table(database: str, environment: dict[str, str]) -> list[Figure]:
    """Start-up included, on the library that has just been published."""
    changed = _change_tastes(environment["DATABASE_URL"])
    refreshed, idle = timed(REFRESH, environment), timed(REFRESH, environment)
    return [
        Figure(
            f"{database}: refresh of {changed:,} readers",
            f"{refreshed.seconds:.1f} s, {refreshed.peak_mb:,.0f} MB",
            "limit 10 s",
            refreshed.seconds <= 10,
        ),
        Figure(f"{database}: refresh of nobody", f"{idle.seconds:.2f} s", "limit 1 s", idle.seconds <= 1),
    ]


def _change_tastes(database_url: str) -> int:
    """The taste of a thousand readers, spread over the library, is not what their lists were made from any more."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        ids = connection.execute(text("SELECT user_id FROM recommendation_list ORDER BY user_id")).scalars().all()
        chosen = ids[:: max(1, len(ids) // READERS)][:READERS]
        touched = text("UPDATE user SET taste_version = taste_version + 1 WHERE id = :reader")
        connection.execute(touched, [{"reader": reader} for reader in chosen])
    engine.dispose()
    return len(chosen)
