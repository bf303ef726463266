"""What a cart costs now, as it is shown and as it is agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from backend.catalog.models import Book, Sku
from backend.catalog.queries import authors_of
from backend.core.database import db
from backend.shop.models import CartLine, ShippingRate, ShopTerms, Voucher, VoucherUse
from backend.shop.queries.prices import LivePrice, branches_of, live_prices
from backend.shop.rules.carts import Offered, quantity_problem
from backend.shop.rules.lives import SHIPPING
from backend.shop.rules.money import tax_in
from backend.shop.rules.price_hash import price_hash
from backend.shop.rules.shipping import EVERYWHERE, Rate, shipping_cents
from backend.shop.rules.vouchers import (
    VOUCHER_UNKNOWN,
    Conditions,
    shares_of,
    voucher_cents,
    voucher_problem,
)

CURRENCY = "CNY"


@dataclass(frozen=True)
class QuoteLine:
    """So much of one thing. `problem` says why it cannot be ordered so: not_on_sale, out_of_stock, too_many."""

    sku_id: int
    book_id: int
    kind: str
    title: str
    author: str
    isbn13: str | None
    quantity: int
    list_cents: int
    unit_cents: int
    total_cents: int
    voucher_cents: int
    left: int
    problem: str | None
    # The price that the reader last agreed to.
    seen_cents: int
    most_per_order: int
    note: str | None


class QuoteVoucher(NamedTuple):
    """The voucher that was asked for. With a problem it takes nothing off."""

    id: int | None
    code: str
    problem: str | None


@dataclass(frozen=True)
class Quote:
    """What is to be bought and what it costs; `problems` are all reasons for which it cannot be ordered so."""

    lines: list[QuoteLine]
    goods_cents: int
    voucher: QuoteVoucher | None
    voucher_cents: int
    shipping_cents: int
    total_cents: int
    tax_basis_points: int
    tax_cents: int
    currency: str
    price_hash: str
    problems: list[dict[str, Any]]


def quote_of(
    cart_id: int | None, today: date, delivery: str, country: str | None, voucher_code: str | None, user_id: int | None
) -> Quote:
    """What the cart costs today, delivered so and with this voucher. Only reads, the same for whoever asks: placing an
    order asks it again with everything locked.
    """
    rows = _rows(cart_id)
    prices = live_prices([row.id for row in rows], today)
    totals = [prices[row.id].unit_cents * row.quantity for row in rows]
    goods = sum(totals)
    problems = [problem for row in rows if (problem := quantity_problem(_offered(row), row.quantity)) is not None]
    voucher, shares, voucher_reasons = _voucher(rows, totals, today, voucher_code, user_id)
    terms = db.session.execute(select(ShopTerms.open, ShopTerms.tax_basis_points).where(ShopTerms.id == 1)).one()
    sending, sending_reasons = _sending(delivery, country, sum(row.quantity for row in rows), goods)
    if not rows:
        problems.append({"code": "cart_empty"})
    if not terms.open:
        problems.append({"code": "shop_closed"})
    problems += [*voucher_reasons, *sending_reasons]
    off = sum(shares)
    total = goods - off + sending
    lines = _lines(rows, prices, totals, shares)
    return Quote(
        lines=lines,
        goods_cents=goods,
        voucher=voucher,
        voucher_cents=off,
        shipping_cents=sending,
        total_cents=total,
        tax_basis_points=terms.tax_basis_points,
        tax_cents=tax_in(total, terms.tax_basis_points),
        currency=CURRENCY,
        price_hash=price_hash(
            [(line.sku_id, line.quantity, line.unit_cents, line.list_cents) for line in lines],
            voucher.code if voucher is not None else None,
            off,
            sending,
            total,
            delivery,
            country if delivery == SHIPPING else None,
        ),
        problems=problems,
    )


def saved_lines(cart_id: int | None, today: date) -> list[QuoteLine]:
    """What was put aside for later, the newest first."""
    rows = _rows(cart_id, saved=True)[::-1]
    prices = live_prices([row.id for row in rows], today)
    return _lines(rows, prices, [prices[row.id].unit_cents * row.quantity for row in rows], [0] * len(rows))


def _rows(cart_id: int | None, *, saved: bool = False) -> Sequence[Any]:
    return db.session.execute(
        select(
            *(CartLine.quantity, CartLine.seen_cents, Sku.id, Sku.book_id, Sku.kind, Sku.on_sale, Sku.note),
            *((Sku.on_hand - Sku.reserved).label("left"), Sku.most_per_order, Book.title, Book.isbn13),
        )
        .join(Sku, Sku.id == CartLine.sku_id)
        .join(Book, Book.id == Sku.book_id)
        .where(CartLine.cart_id == cart_id, CartLine.saved.is_(saved))
        .order_by(CartLine.id)
    ).all()


def _offered(row: Any) -> Offered:
    return Offered(row.id, row.book_id, row.on_sale, row.left, row.most_per_order)


def _lines(
    rows: Sequence[Any], prices: dict[int, LivePrice], totals: Sequence[int], shares: Sequence[int]
) -> list[QuoteLine]:
    authors = authors_of([row.book_id for row in rows]) if rows else {}
    lines = []
    for row, total, share in zip(rows, totals, shares, strict=True):
        problem = quantity_problem(_offered(row), row.quantity)
        lines.append(
            QuoteLine(
                sku_id=row.id,
                book_id=row.book_id,
                kind=row.kind,
                title=row.title,
                author=", ".join(author.name for author in authors.get(row.book_id, []))[:255],
                isbn13=row.isbn13,
                quantity=row.quantity,
                list_cents=prices[row.id].list_cents,
                unit_cents=prices[row.id].unit_cents,
                total_cents=total,
                voucher_cents=share,
                left=row.left if row.on_sale else 0,
                problem=problem["code"] if problem else None,
                seen_cents=row.seen_cents,
                most_per_order=row.most_per_order,
                note=row.note,
            )
        )
    return lines


def _voucher(
    rows: Sequence[Any], totals: Sequence[int], today: date, code: str | None, user_id: int | None
) -> tuple[QuoteVoucher | None, list[int], list[dict[str, Any]]]:
    """The voucher, what each line has of it, and what speaks against it."""
    nothing = [0] * len(rows)
    if code is None:
        return None, nothing, []
    anew = {"populate_existing": True}
    found = db.session.scalar(select(Voucher).where(Voucher.code == code, Voucher.active).execution_options(**anew))
    if found is None:
        return QuoteVoucher(None, code, VOUCHER_UNKNOWN), nothing, [{"code": VOUCHER_UNKNOWN}]
    fitting = list(totals)
    if found.category_id is not None:
        stands_in = branches_of({row.book_id for row in rows})
        fits = [found.category_id in stands_in.get(row.book_id, ()) for row in rows]
        fitting = [total if fit else 0 for total, fit in zip(totals, fits, strict=True)]
    once_key = f"{found.id}:{user_id}"
    used = found.once_per_reader and user_id is not None and _is_used(once_key)
    conditions = Conditions(
        *(found.kind, found.value, found.minimum_cents, found.starts_on, found.ends_on, found.most_uses, found.uses)
    )
    problem = voucher_problem(conditions, today, sum(fitting), used=used)
    if problem is not None:
        reason = {"code": problem, "minimum_cents": found.minimum_cents}
        return QuoteVoucher(found.id, found.code, problem), nothing, [reason]
    shares = shares_of(voucher_cents(found.kind, found.value, sum(fitting)), fitting)
    return QuoteVoucher(found.id, found.code, None), shares, []


def _is_used(once_key: str) -> bool:
    return db.session.scalar(select(VoucherUse.id).where(VoucherUse.once_key == once_key)) is not None


def _sending(delivery: str, country: str | None, pieces: int, goods: int) -> tuple[int, list[dict[str, Any]]]:
    if delivery != SHIPPING:
        return 0, []
    if country is None:
        return 0, [{"code": "address_missing"}]
    here_or_everywhere = or_(ShippingRate.country == country, ShippingRate.country == EVERYWHERE)
    rates = db.session.scalars(select(ShippingRate).where(here_or_everywhere)).all()
    # A country's own line holds before the one for all; switched off, nothing is sent there.
    rate = next((one for one in rates if one.country == country), next(iter(rates), None))
    if rate is None or not rate.active:
        return 0, [{"code": "not_shipped_there", "country": country}]
    return shipping_cents(Rate(rate.base_cents, rate.piece_cents, rate.free_from_cents), pieces, goods), []
