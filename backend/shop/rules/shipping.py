"""What sending costs."""

from dataclasses import dataclass

EVERYWHERE = "*"


@dataclass(frozen=True)
class Rate:
    """The columns of shop.models.ShippingRate."""

    base_cents: int
    piece_cents: int
    free_from_cents: int | None


def shipping_cents(rate: Rate, pieces: int, goods_cents: int) -> int:
    """What sending so many pieces costs; goods are what they are sold for, a voucher not taken off: it makes nobody
    pay for the sending."""
    if pieces == 0 or (rate.free_from_cents is not None and goods_cents >= rate.free_from_cents):
        return 0
    return rate.base_cents + rate.piece_cents * (pieces - 1)
