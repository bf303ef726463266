"""Paying at the desk: staff take cash or a card and write it down, and hand refunds out. Nobody is to be asked."""

from collections.abc import Mapping
from datetime import datetime

from backend.core.settings import Settings
from backend.shop.rules.lives import PAY_AT_DESK, PICKUP
from backend.shop.service.providers.interface import (
    PENDING,
    Asked,
    Begun,
    EventRefused,
    ProviderTrouble,
    RefundReport,
    Report,
)


class PayAtDesk:
    """What comes to it from outside is refused: the desk's own page says what was taken."""

    name, online, pretended, merchant = PAY_AT_DESK, False, False, "desk"
    deliveries: tuple[str, ...] = (PICKUP,)

    def create(self, asked: Asked, at: datetime) -> Begun:
        raise ProviderTrouble("This is paid for at the desk.")

    def parse_event(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Report:
        raise EventRefused

    def query(self, ref: str, at: datetime) -> Report | None:
        return None

    def listing(self, since: datetime, at: datetime) -> list[Report]:
        return []

    def capture(self, ref: str, cents: int, key: str, at: datetime) -> Report:
        raise ProviderTrouble("This is paid for at the desk.")

    def void(self, ref: str, key: str, at: datetime) -> None:
        """Nothing waits anywhere."""

    def refund(self, ref: str, cents: int, key: str, at: datetime) -> RefundReport:
        """It waits until somebody of the staff has handed it out."""
        return RefundReport(PENDING)


def open_provider(settings: Settings) -> PayAtDesk:
    return PayAtDesk()
