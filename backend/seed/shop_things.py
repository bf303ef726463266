"""What stands in the shop of the simulated year: things for sale, what they cost on a day, vouchers and orders."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# What a cart holds of one thing: how many pieces.
Picks = list[tuple["SimSku", int]]


@dataclass(eq=False)
class SimSku:
    """Something for sale, and what of it lies there."""

    id: int
    book_id: int
    kind: str
    price_cents: int
    title: str
    author: str
    isbn13: str | None
    categories: frozenset[int]
    # More is ordered when it runs out.
    comes_again: bool
    on_hand: int = 0
    reserved: int = 0

    @property
    def left(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True)
class SimDiscount:
    """For one thing, for these categories, or, without either, for all."""

    percent: int
    starts_on: date
    ends_on: date
    sku_id: int | None = None
    categories: frozenset[int] | None = None

    def fits(self, sku: SimSku, day: date) -> bool:
        if not self.starts_on <= day <= self.ends_on:
            return False
        if self.sku_id is not None:
            return self.sku_id == sku.id
        return self.categories is None or bool(self.categories & sku.categories)


@dataclass(eq=False)
class SimVoucher:
    id: int
    code: str
    kind: str
    value: int
    minimum_cents: int
    starts_on: date
    ends_on: date
    uses: int = 0
    readers: set[int] = field(default_factory=set)

    def may_take(self, user_id: int, goods_cents: int, day: date) -> bool:
        in_time = self.starts_on <= day <= self.ends_on
        return in_time and goods_cents >= self.minimum_cents and user_id not in self.readers


@dataclass(frozen=True)
class Fate:
    """What becomes of an order, as far as nothing else comes in between."""

    pays: bool = True
    gives_up: bool = False
    refused: bool = False
    comes: bool = True
    says_received: bool = True
    brings_back: bool = False
    # Nobody gets round to sending it.
    lies: bool = False


@dataclass(eq=False)
class SimOrder:
    """An order with everything that belongs to it, as rows."""

    values: dict[str, Any]
    lines: list[dict[str, Any]]
    skus: dict[int, SimSku]
    fate: Fate
    payments: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    use: dict[str, Any] | None = None
    voucher: SimVoucher | None = None

    @property
    def id(self) -> int:
        number: int = self.values["id"]
        return number

    @property
    def state(self) -> str:
        state: str = self.values["state"]
        return state

    @property
    def kept_cents(self) -> int:
        """What was paid and not given back."""
        kept: int = self.values["captured_cents"] - self.values["refunded_cents"]
        return kept
