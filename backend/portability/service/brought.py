"""A file that a reader brings, and the library that it comes to."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path


@dataclass(frozen=True)
class Brought:
    """A file, where it is from, and the status of books for which it tells none."""

    data: bytes
    site: str
    name: str
    status: str | None = None


@dataclass(frozen=True)
class Here:
    """This library's code and zone, the moment, and where readers' pictures are."""

    library: str
    zone: tzinfo
    now: datetime
    avatars_folder: Path
