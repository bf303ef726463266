"""Columns that would fill the memory lie in files without a name: what is looked at is in memory, and may leave it.

The files are made in the system's folder for temporary files (TMPDIR) and are gone with the process, however it ends.
A column of a small library never leaves the memory.
"""

import tempfile
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

SPILLED_FROM_BYTES = 16_000_000
"""Smaller columns stay: four million rows of a 32-bit column."""

Kind = TypeVar("Kind", bound=np.generic)


def spilled(column: NDArray[Kind]) -> NDArray[Kind]:
    """The same column; a large one is read from a file from now on. The caller's array is free to go."""
    if column.nbytes < SPILLED_FROM_BYTES:
        return column
    room = room_for(column)
    room[:] = column
    return room


def room_for(column: NDArray[Kind]) -> NDArray[Kind]:
    """A column of that shape and kind to be filled; a large one lies in a file."""
    if column.nbytes < SPILLED_FROM_BYTES:
        return np.empty_like(column)
    with tempfile.TemporaryFile() as file:
        # The mapping outlives the open file, and the file its name.
        mapped: NDArray[Kind] = np.memmap(file, dtype=column.dtype, mode="w+", shape=column.shape)
    return np.asarray(mapped)
