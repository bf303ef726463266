"""The library's own data, with the very split by which its nightly run is judged."""

from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.names import LIBRARY
from ml.config import Settings
from ml.data.catalogue import load_catalogue
from ml.data.loading import load_interactions
from ml.data.splitting import split_by_time
from ml.database import open_engine
from ml.evaluation import protocol_of


def load(settings: Settings) -> Benchmark:
    """The database of DATABASE_URL."""
    engine = open_engine(settings.database_url)
    try:
        interactions = load_interactions(engine, settings.signals)
        catalogue = load_catalogue(engine, interactions.books)
    finally:
        engine.dispose()
    split = split_by_time(interactions, settings.split, settings.seed)
    return Benchmark(LIBRARY, interactions, split, protocol_of(split, settings.evaluation), catalogue)
