"""Arithmetic of money, in whole cents. What is taken and given back adds up to the last of them."""

from collections.abc import Sequence

WHOLE = 10_000


def tax_in(total_cents: int, basis_points: int) -> int:
    """The tax that a price contains, half a cent up: 900 basis points of 109.00 are 9.00."""
    whole = WHOLE + basis_points
    return (2 * total_cents * basis_points + whole) // (2 * whole)


def payment_status(total_cents: int, captured_cents: int, refunded_cents: int, *, authorised: bool = False) -> str:
    """One word of rules.lives.PAYMENT_STATUSES for the money of an order. What costs nothing is paid."""
    kept = captured_cents - refunded_cents
    if captured_cents == 0:
        if total_cents == 0:
            return "paid"
        return "authorised" if authorised else "none"
    if kept == 0:
        return "refunded"
    if kept > total_cents:
        return "overpaid"
    if kept == total_cents:
        return "paid"
    return "part_refunded" if refunded_cents else "partial"


def owed_cents(total_cents: int, captured_cents: int, refunded_cents: int) -> int:
    """What is still to be paid for an order that goes on."""
    return max(0, total_cents - (captured_cents - refunded_cents))


def refund_parts(left: Sequence[tuple[int, int]], cents: int) -> list[tuple[int, int]]:
    """From which payments so much goes back, in their order: (payment, what is left of it) -> (payment, part).

    Raises ValueError when they do not have as much.
    """
    parts, rest = [], cents
    for payment_id, cents_left in left:
        part = min(rest, cents_left)
        if part > 0:
            parts.append((payment_id, part))
            rest -= part
    if rest or cents <= 0:
        raise ValueError(f"{cents} cents are not to be had from {left}")
    return parts
