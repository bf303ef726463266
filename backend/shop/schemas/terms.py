"""Shapes of the terms of the shop and of what sending costs."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Cents = Annotated[int, Field(ge=0, le=10_000_000)]
Country = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Z]{2}|\*)$"),
    Field(description="ISO 3166-1 alpha-2; * for all that have no rate of their own."),
]


def _words(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, max_length=longest)


class TermsIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    open: Annotated[bool, Field(description="False: nothing is sold; orders that were placed go on.")]
    tax_basis_points: Annotated[int, Field(ge=0, le=5000, description="Of the tax that prices contain: 900 is 9 %.")]
    return_days: Annotated[int, Field(ge=0, le=365, description="After completion; 0: nothing comes back.")]
    pickup_open_days: Annotated[int, Field(ge=1, le=60, description="Open days on which an order lies ready.")]
    payment_minutes: Annotated[int, Field(ge=5, le=1440, description="Pieces are reserved for somebody who pays.")]
    seller: Annotated[str, _words(128)] = ""
    seller_address: Annotated[str, _words(255)] = ""
    seller_tax_number: Annotated[str, _words(32)] = ""


class TermsOut(TermsIn):
    model_config = ConfigDict(from_attributes=True, extra="ignore", strict=False)

    changed_at: datetime


class RateIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    base_cents: Cents
    piece_cents: Annotated[Cents, Field(description="For each piece after the first.")]
    free_from_cents: Annotated[
        Annotated[int, Field(ge=1, le=10_000_000)] | None, Field(description="Goods for so much; null: never.")
    ] = None
    active: bool = True


class NewRateIn(RateIn):
    country: Country


class RateOut(NewRateIn):
    model_config = ConfigDict(from_attributes=True, extra="ignore", strict=False)

    changed_at: datetime


class RatesOut(BaseModel):
    items: Annotated[list[RateOut], Field(description="By country; the one for all others last.")]
