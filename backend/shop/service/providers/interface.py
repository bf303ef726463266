"""What a way to pay has to know. A new one is one file beside this, of its name, with a function `open_provider`.

Everything is asked by our own key, so that whatever is asked again is done once. A provider never decides: it tells,
and service.payments makes of it what holds for every way to pay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.core.errors import Conflict, Forbidden

# Of an attempt, as a provider tells it.
STATUSES = OPEN, PROCESSING, AUTHORISED, CAPTURED, FAILED, VOIDED = (
    *("open", "processing", "authorised"),
    *("captured", "failed", "voided"),
)
# Of a refund.
DONE, PENDING, REFUSED = ("done", "pending", "refused")


class EventRefused(Forbidden):
    """Not from the provider, changed on its way, too old, or not understood. Nothing is kept of it."""

    message = "This message is not one of the provider's."


class ProviderTrouble(Conflict):
    """The provider cannot be reached or does not do what it was asked; it may be asked again."""

    message = "The payment provider does not answer. Try again in a moment."


@dataclass(frozen=True)
class Asked:
    """An attempt as a provider is to make it. `key` is ours; the reader comes back to `return_url`, which only asks."""

    key: str
    order_number: str
    amount_cents: int
    currency: str
    return_url: str


@dataclass(frozen=True)
class Begun:
    """The provider's word for the attempt, and where the reader pays."""

    ref: str
    redirect: str


@dataclass(frozen=True)
class Report:
    """How an attempt stands, told by a message or because we asked. `id` is told once; `merchant` is who gets it."""

    id: str
    ref: str
    status: str
    amount_cents: int
    currency: str
    merchant: str
    # Given back so far, as the provider knows it; None: it does not say.
    refunded_cents: int | None = None
    problem: str | None = None


@dataclass(frozen=True)
class RefundReport:
    """What became of a refund: DONE, PENDING (ask again with the same key) or REFUSED."""

    status: str
    ref: str | None = None
    problem: str | None = None


class Provider(Protocol):
    """`online`: the reader pays there. `pretended`: never in production. `merchant`: we, in its books."""

    name: str
    online: bool
    pretended: bool
    merchant: str
    # Of rules.lives.DELIVERIES.
    deliveries: tuple[str, ...]

    def create(self, asked: Asked, at: datetime) -> Begun:
        """Make the attempt; with a key that was used before, answer the same. Raises ProviderTrouble."""

    def parse_event(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Report:
        """A message that was sent to us, its signature checked. Raises EventRefused."""

    def query(self, ref: str, at: datetime) -> Report | None:
        """How an attempt stands there; None when it is not known. Raises ProviderTrouble."""

    def listing(self, since: datetime, at: datetime) -> list[Report]:
        """All attempts made there since then. Raises ProviderTrouble."""

    def capture(self, ref: str, cents: int, key: str, at: datetime) -> Report:
        """Take money that was authorised. Raises ProviderTrouble."""

    def void(self, ref: str, key: str, at: datetime) -> None:
        """Give up an attempt that took no money. Raises ProviderTrouble."""

    def refund(self, ref: str, cents: int, key: str, at: datetime) -> RefundReport:
        """Give back so much. Raises ProviderTrouble."""
