"""Requests that schemathesis makes up from the contract, valid ones and broken ones, sent to every route."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from backend.cli.export_openapi import OPENAPI
from backend.core import clock
from backend.core.actors import Actor
from backend.dashboard.service.kiosks import make_link
from tests.backend.shop.made_offers import make_discount, make_voucher
from tests.backend.shop.till import make_alert, make_unpaid
from tests.factories import (
    make_announcement,
    make_author,
    make_book,
    make_category,
    make_copy,
    make_filter_word,
    make_import,
    make_merge,
    make_reading_list,
    make_review,
    make_run,
    make_series,
    make_user,
)
from tests.lending import HERE, make_hold, make_loan
from tests.office import make_bulk_act, make_saved_view, make_series_change

# Ids that somebody made before; without them hardly a made-up request would find anything.
KNOWN_IDS = 3


@dataclass
class Answers:
    """How many answers of each status, and the requests that were answered by a fault."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.statuses.total()


def furnish() -> None:
    """A few of everything that a request may ask for by its id."""
    for number in range(KNOWN_IDS):
        book = make_book(f"三体 {number}", authors=(make_author(),), categories=(make_category(f"novels-{number}"),))
        make_series_change(make_series({book: 1.0}))
        make_copy(book)
        make_import()
        make_reading_list(make_user(), [book])
        make_review(make_user(), book)
        make_filter_word(f"casino {number}")
        make_unpaid(make_user().id)
        make_loan(make_user(), book)
        make_hold(make_user(), book, "queued")
        make_discount()
        make_voucher(f"WINTER-{number}")
        clerk = make_user(role="staff")
        make_bulk_act([make_author().id], Actor(clerk.id, clerk.role), HERE)
        make_saved_view(clerk.id)
        make_link("hall", None, make_user().id, clock.today(UTC), clock.now())
    make_run()
    make_alert()
    make_announcement()
    make_merge(make_author(), make_author())


def requests_to_all_routes(each: int) -> Iterator[list[Any]]:
    """So many made-up requests to each route of the contract, route by route. The same each time."""
    schema = schemathesis.openapi.from_dict(json.loads(OPENAPI.read_text(encoding="utf-8")))
    # That they are sent to a Flask application decides how they are written down; which one it is does not.
    schema.app = Flask("contract")
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield _made_up(found.ok(), each)


def _made_up(operation: Any, number: int) -> list[Any]:
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])
    made: list[Any] = []

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases, st.integers(0, KNOWN_IDS))
    def make(case: Any, known: int) -> None:
        numbers = {name: known for name, value in case.path_parameters.items() if known and isinstance(value, int)}
        case.path_parameters.update(numbers)
        made.append(case)

    make()
    return made


def ask_everything(sign_in: Callable[[], FlaskClient], routes: Iterable[list[Any]]) -> Answers:
    """Send the requests, those to each route by somebody who has just signed in."""
    answers = Answers()
    for cases in routes:
        client = sign_in()
        for case in cases:
            # Closed at once: what is streamed holds on to its request.
            with client.open(**case.as_transport_kwargs()) as answer:
                answers.statuses[answer.status_code] += 1
                if answer.status_code >= 500:
                    answers.faults.append(f"{answer.status_code} {case.as_curl_command()}")
    return answers
