"""Whether what a file says is what the reader has here already."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from backend.portability.rules.items import (
    DIFFERS,
    LISTS,
    NEW,
    NOTE,
    RATING,
    REVIEW,
    SAME,
    STATUS,
    Said,
)

Compared = dict[str, str]


def compare(said: Said, here: Mapping[str, Mapping[str, Any]]) -> Compared:
    """Facet -> new, same or differs; `here` has the facets that the reader has of this book."""
    return {facet: _compare(facet, value, here.get(facet)) for facet, value in said.items()}


def verdict_of(compared: Compared) -> str:
    """What a row is as a whole: new when it says one new thing, which is written whatever else differs."""
    found = set(compared.values())
    return NEW if NEW in found else DIFFERS if DIFFERS in found else SAME


def _compare(facet: str, said: Mapping[str, Any], here: Mapping[str, Any] | None) -> str:
    if here is None:
        # A book that stands on no list and is to come onto none.
        return NEW if said or facet != LISTS else SAME
    if facet == LISTS:
        # A book stands on as many lists as the reader likes: nothing contradicts.
        return SAME if {_name(name) for name in said} <= {_name(name) for name in here} else NEW
    if facet == STATUS and not _covers(here.get("past") or [], said.get("past") or []):
        return DIFFERS
    return SAME if _essence(facet, said) == _essence(facet, {**here, **_unsaid(facet, said, here)}) else DIFFERS


def untouched(facet: str, written: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    """Whether what an import has written still stands there as it was written."""
    if facet != STATUS:
        return _compare(facet, written, here) == SAME
    return all(here.get(name) == value for name, value in written.items() if name != "at")


def completed(said: Mapping[str, Any], here: Mapping[str, Any] | None) -> dict[str, Any]:
    """A status as a file says it, with the days that are known here and that the file does not deny."""
    if here is None:
        return {**said}
    past = here["past"] if _covers(here["past"], said["past"]) else said["past"]
    start, end = here["started_on"], said["finished_on"]
    kept = said["started_on"] is None and said["status"] == here["status"] and not (start and end and start > end)
    return {**said, "past": past, "started_on": start if kept else said["started_on"]}


def _covers(here: Sequence[Sequence[Any]], said: Sequence[Sequence[Any]]) -> bool:
    """Whether these readings are among those; one without dates may be any of them."""
    dated = Counter(tuple(span) for span in said if any(span))
    return len(said) <= len(here) and dated <= Counter(tuple(span) for span in here)


def _essence(facet: str, value: Mapping[str, Any]) -> Any:
    """What two values must agree in; when it was written down does not matter."""
    if facet == RATING:
        return float(value["stars"])
    if facet == STATUS:
        return value["status"], value.get("finished_on")
    if facet == NOTE:
        return " ".join(value["text"].split())
    if facet == REVIEW:
        return value.get("title", ""), " ".join(value["text"].split())
    return True


def _unsaid(facet: str, said: Mapping[str, Any], here: Mapping[str, Any]) -> dict[str, Any]:
    """A file without a date does not deny one."""
    if facet == STATUS and said.get("finished_on") is None and said["status"] == here["status"]:
        return {"finished_on": None}
    return {}


def _name(name: str) -> str:
    return name.strip().casefold()
