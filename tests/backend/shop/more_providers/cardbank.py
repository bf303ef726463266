"""A bank that promises the money first and is asked to take it: the one file that a further way to pay would be."""

import json
from collections.abc import Mapping
from datetime import datetime

from backend.core.settings import Settings
from backend.shop.rules.lives import DELIVERIES
from backend.shop.service.providers.interface import (
    AUTHORISED,
    CAPTURED,
    DONE,
    OPEN,
    VOIDED,
    Asked,
    Begun,
    EventRefused,
    ProviderTrouble,
    RefundReport,
    Report,
)

# What the bank knows: ref -> status, amount, currency; and whether it answers.
BOOKS: dict[str, tuple[str, int, str]] = {}
CLOSED: list[str] = []


class CardBank:
    name, online, pretended, merchant = "cardbank", True, False, "library-7"
    deliveries: tuple[str, ...] = DELIVERIES

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def create(self, asked: Asked, at: datetime) -> Begun:
        ref = asked.key.replace(":", "-")
        BOOKS.setdefault(ref, (OPEN, asked.amount_cents, asked.currency))
        return Begun(ref, f"https://cardbank.example/pay/{ref}?back={asked.return_url}")

    def parse_event(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Report:
        if headers.get("Cardbank-Secret") != self._secret:
            raise EventRefused
        return self._report(json.loads(body)["ref"])

    def query(self, ref: str, at: datetime) -> Report | None:
        return self._report(ref) if ref in BOOKS else None

    def listing(self, since: datetime, at: datetime) -> list[Report]:
        self._answers()
        return [self._report(ref) for ref in sorted(BOOKS)]

    def capture(self, ref: str, cents: int, key: str, at: datetime) -> Report:
        self._answers()
        BOOKS[ref] = (CAPTURED, cents, BOOKS[ref][2])
        return self._report(ref)

    def void(self, ref: str, key: str, at: datetime) -> None:
        BOOKS[ref] = (VOIDED, *BOOKS[ref][1:])

    def refund(self, ref: str, cents: int, key: str, at: datetime) -> RefundReport:
        return RefundReport(DONE, ref=f"r-{key}")

    def promise(self, ref: str) -> None:
        """The reader has put in his card."""
        BOOKS[ref] = (AUTHORISED, *BOOKS[ref][1:])

    def _report(self, ref: str) -> Report:
        status, cents, currency = BOOKS[ref]
        return Report(f"{ref}-{status}", ref, status, cents, currency, self.merchant)

    def _answers(self) -> None:
        if CLOSED:
            raise ProviderTrouble


def open_provider(settings: Settings) -> CardBank:
    return CardBank(settings.payment_values["PAYMENT_CARDBANK_SECRET"])
