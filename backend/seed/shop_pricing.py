"""What things cost on a day of the simulated year: discounts, vouchers, shipping, and the tax in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.seed.shop_things import Picks, SimDiscount, SimOrder, SimSku, SimVoucher
from backend.shop.models import ShippingRate
from backend.shop.rules.lives import SHIPPING
from backend.shop.rules.money import tax_in
from backend.shop.rules.prices import live_cents
from backend.shop.rules.shipping import Rate, shipping_cents
from backend.shop.rules.vouchers import shares_of, voucher_cents


@dataclass(frozen=True)
class Agreed:
    """What a reader agrees to: sums and lines as they are stored, and the voucher where one holds."""

    sums: dict[str, Any]
    lines: list[dict[str, Any]]
    voucher: SimVoucher | None


class Prices:
    def __init__(self, discounts: Sequence[SimDiscount], rate: ShippingRate, tax_basis_points: int) -> None:
        self._discounts, self._tax = discounts, tax_basis_points
        self._rate = Rate(rate.base_cents, rate.piece_cents, rate.free_from_cents)
        self.uses: list[dict[str, Any]] = []

    def unit_cents(self, sku: SimSku, day: date) -> int:
        percent = max((one.percent for one in self._discounts if one.fits(sku, day)), default=0)
        return live_cents(sku.price_cents, percent)

    def quote(self, picks: Picks, delivery: str, voucher: SimVoucher | None, user_id: int, day: date) -> Agreed:
        lines = [self._line(sku, quantity, day) for sku, quantity in sorted(picks, key=lambda pick: pick[0].id)]
        goods = sum(line["total_cents"] for line in lines)
        if voucher is not None and not voucher.may_take(user_id, goods, day):
            voucher = None
        off = 0
        if voucher is not None:
            off = voucher_cents(voucher.kind, voucher.value, goods)
        for line, share in zip(lines, shares_of(off, [line["total_cents"] for line in lines]), strict=True):
            line["voucher_cents"] = share
        pieces = sum(quantity for _, quantity in picks)
        shipping = shipping_cents(self._rate, pieces, goods) if delivery == SHIPPING else 0
        total = goods - off + shipping
        sums = {
            "goods_cents": goods,
            "voucher_id": voucher.id if voucher else None,
            "voucher_code": voucher.code if voucher else None,
            "voucher_cents": off,
            "shipping_cents": shipping,
            "total_cents": total,
            "tax_basis_points": self._tax,
            "tax_cents": tax_in(total, self._tax),
        }
        return Agreed(sums, lines, voucher)

    def take(self, voucher: SimVoucher, order: SimOrder, at: datetime) -> None:
        user_id = order.values["user_id"]
        voucher.uses += 1
        voucher.readers.add(user_id)
        once_key = f"{voucher.id}:{user_id}"
        use = {"voucher_id": voucher.id, "order_id": order.id, "once_key": once_key, "used_at": at, "freed_at": None}
        order.use, order.voucher = use, voucher
        self.uses.append(use)

    def free(self, order: SimOrder, at: datetime) -> None:
        if order.use is not None and order.voucher is not None:
            order.voucher.uses -= 1
            order.voucher.readers.discard(order.values["user_id"])
            order.use.update(once_key=None, freed_at=at)

    def _line(self, sku: SimSku, quantity: int, day: date) -> dict[str, Any]:
        unit = self.unit_cents(sku, day)
        return {
            "sku_id": sku.id,
            "book_id": sku.book_id,
            "kind": sku.kind,
            "title": sku.title,
            "author": sku.author,
            "isbn13": sku.isbn13,
            "quantity": quantity,
            "list_cents": sku.price_cents,
            "unit_cents": unit,
            "total_cents": unit * quantity,
            "voucher_cents": 0,
            "reserved": 0,
            "returned": 0,
        }
