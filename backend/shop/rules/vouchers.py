"""When a voucher can be taken, what it takes off, and how that is shared by the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

PERCENT = "percent"
CODE_LENGTH = 32
VOUCHER_UNKNOWN = "voucher_unknown"
VOUCHER_EARLY = "voucher_early"
VOUCHER_EXPIRED = "voucher_expired"
VOUCHER_USED = "voucher_used"
VOUCHER_USED_UP = "voucher_used_up"
VOUCHER_MINIMUM = "voucher_minimum"
VOUCHER_FITS_NOTHING = "voucher_fits_nothing"


@dataclass(frozen=True)
class Conditions:
    """The columns of shop.models.Voucher that decide."""

    kind: str
    value: int
    minimum_cents: int
    starts_on: date
    ends_on: date
    most_uses: int | None
    uses: int


def voucher_code(text: str) -> str:
    """As it is kept: in capital letters, without spaces."""
    return "".join(text.split()).upper()


def voucher_problem(conditions: Conditions, today: date, fitting_cents: int, *, used: bool) -> str | None:
    """Why it cannot be taken for goods of so much that it fits; used: by the same reader, who may do so once."""
    if today < conditions.starts_on:
        return VOUCHER_EARLY
    if today > conditions.ends_on:
        return VOUCHER_EXPIRED
    if used:
        return VOUCHER_USED
    if conditions.most_uses is not None and conditions.uses >= conditions.most_uses:
        return VOUCHER_USED_UP
    if fitting_cents == 0:
        return VOUCHER_FITS_NOTHING
    if fitting_cents < conditions.minimum_cents:
        return VOUCHER_MINIMUM
    return None


def voucher_cents(kind: str, value: int, fitting_cents: int) -> int:
    """What is taken off: a percentage, half a cent up, or an amount; never more than the goods cost."""
    off = (fitting_cents * value + 50) // 100 if kind == PERCENT else value
    return min(off, fitting_cents)


def shares_of(cents: int, totals: Sequence[int]) -> list[int]:
    """So many cents shared by what each is worth, to the cent: what dividing leaves over goes where most was cut off,
    the first of equals first. Never more than all of them together, and no share is more than its own total.
    """
    whole = sum(totals)
    if cents > whole or cents < 0:
        raise ValueError(f"{cents} cents cannot be shared by {whole}")
    if whole == 0:
        return [0] * len(totals)
    shares = [cents * total // whole for total in totals]
    cut = sorted(range(len(totals)), key=lambda place: (-(cents * totals[place] % whole), place))
    for place in cut[: cents - sum(shares)]:
        shares[place] += 1
    return shares
