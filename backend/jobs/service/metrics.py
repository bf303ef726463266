"""The same figures as the staff's page, as Prometheus reads them."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from backend.jobs.queries import job_lines, outbox_now
from backend.jobs.rules import FAILED, LATE, NEVER
from backend.recommendations.queries.published import Published, published_now

MEDIA = CONTENT_TYPE_LATEST


def metrics_text(at: datetime) -> bytes:
    """Read anew each time: nothing is counted in this process, and several processes say the same."""
    registry = CollectorRegistry()
    registry.register(_Library(at))
    return generate_latest(registry)


class _Library(Collector):
    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterator[Metric]:
        success = GaugeMetricFamily(
            "shelfwise_job_last_success_timestamp_seconds", "When a job last succeeded; 0: never.", labels=["job"]
        )
        wrong = GaugeMetricFamily(
            "shelfwise_job_needs_attention", "1 when a job failed, is late, or never ran.", labels=["job"]
        )
        for job in job_lines(self._at):
            success.add_metric([job.name], job.succeeded_at.timestamp() if job.succeeded_at else 0)
            wrong.add_metric([job.name], float(job.state in (FAILED, LATE, NEVER)))
        yield success
        yield wrong
        letters = outbox_now()
        yield GaugeMetricFamily("shelfwise_outbox_waiting", "Letters that wait to be sent.", value=letters.waiting)
        yield GaugeMetricFamily("shelfwise_outbox_failed", "Letters that were given up.", value=letters.failed)
        age = (self._at - letters.oldest_at).total_seconds() if letters.oldest_at else 0
        yield GaugeMetricFamily("shelfwise_outbox_oldest_seconds", "For how long the oldest letter waits.", value=age)
        published = published_now()
        if published is not None:
            yield from _of_lists(published, self._at)


def _of_lists(published: Published, at: datetime) -> Iterator[Metric]:
    """What old runs lack is left out: 0 would be a figure."""
    oldest = published.oldest_list_at
    figures = {
        "lists": ("Readers who have a list.", published.lists),
        "oldest_list_seconds": ("Age of the oldest list.", (at - oldest).total_seconds() if oldest else None),
        "model_ndcg_at_10": ("NDCG@10 of the published run, on what its test held out.", published.ndcg_at_10),
        "popularity_ndcg_at_10": ("The same of the most popular books.", published.popularity_ndcg_at_10),
        "lists_coverage": ("Share of the catalogue that is in somebody's list.", published.coverage),
        "lists_overlap_at_10": ("How much two readers' lists have in common.", published.overlap_at_10),
    }
    for name, (meaning, value) in figures.items():
        if value is not None:
            yield GaugeMetricFamily(f"shelfwise_{name}", meaning, value=value)
