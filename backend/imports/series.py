"""The series that such files write behind a title."""

import re

# "Mort (Death, #1; Discworld, #4)", "Night World, No. 1 (Night World, #1-3)"; some have no comma.
_SERIES = re.compile(r"\s*\(([^()#]+?)[\s,]*#\s*([^()]*)\)$")
# A plain number: "1-3" is a box of several and "3: Part 1 of 2" half of one, which have no place of their own.
_VOLUME = re.compile(r"\d{1,4}(?:\.\d{1,2})?")


def split_series(title: str) -> tuple[str, str | None, float | None]:
    """The title without its series, the series and the volume. Of several series the first is meant: a book is in one
    here. A title that is nothing but a series stays whole."""
    found = _SERIES.search(title)
    if found is None or not title[: found.start()].strip():
        return title, None, None
    volume = found[2].split(";")[0].strip(" ,.")
    return title[: found.start()].strip(), found[1].strip(), float(volume) if _VOLUME.fullmatch(volume) else None
