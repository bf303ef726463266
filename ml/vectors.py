"""Reader and book vectors of a trained model as files, for people who want to look at them or build on them."""

import logging
from pathlib import Path

import numpy as np

from ml.data.histories import histories_of
from ml.data.interactions import Float32, Int64, Interactions
from ml.errors import NoVectors
from ml.models.base import Recommender

log = logging.getLogger(__name__)

BATCH_READERS = 512
# Enough that a float32 comes back as it was.
DIGITS = "%.9g"


def export_vectors(model: Recommender, interactions: Interactions, folder: Path) -> list[Path]:
    """Write readers.npz, readers.csv, books.npz and books.csv, replacing older ones; returns what was written.

    .npz: `ids`, shape (n,), ascending, and `vectors`, (n, size). .csv: a header, then the id and its numbers in each
    line. Readers are those of the interactions, with their full history. A model may have one kind only. Raises
    NoVectors when it has neither.
    """
    books = model.book_vectors()
    readers = _reader_vectors(model, interactions)
    tables = {"readers": (interactions.readers.ids, readers), "books": (interactions.books.ids, books)}
    written: list[Path] = []
    for name, (ids, vectors) in tables.items():
        if vectors is None:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / f"{name}.npz", ids=ids, vectors=vectors)
        _write_csv(folder / f"{name}.csv", ids, vectors)
        written += [folder / f"{name}.npz", folder / f"{name}.csv"]
        log.info("Wrote vectors of %s %s, %s numbers each.", f"{len(ids):,}", name, vectors.shape[1])
    if not written:
        raise NoVectors(f"The model {model.name} has no vectors, neither of readers nor of books.")
    return written


def _reader_vectors(model: Recommender, interactions: Interactions) -> Float32 | None:
    everyone = histories_of(interactions)
    parts = []
    for start in range(0, len(everyone), BATCH_READERS):
        vectors = model.reader_vectors(everyone.part(start, start + BATCH_READERS))
        if vectors is None:
            return None
        parts.append(vectors)
    return np.concatenate(parts) if parts else None


def _write_csv(path: Path, ids: Int64, vectors: Float32) -> None:
    # Line by line: a whole table in one array of float64, ids beside vectors, would take three times the memory.
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(["id", *(f"v{place}" for place in range(vectors.shape[1]))]) + "\n")
        for number, vector in zip(ids.tolist(), vectors.tolist(), strict=True):
            file.write(",".join([str(number), *(DIGITS % value for value in vector)]) + "\n")
