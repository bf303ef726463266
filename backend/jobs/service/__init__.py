"""Running what the library does by itself, and saying how it does."""

from backend.jobs.service.metrics import MEDIA, metrics_text
from backend.jobs.service.running import Ran, run_jobs

__all__ = ["MEDIA", "Ran", "metrics_text", "run_jobs"]
