"""/api/staff/orders.csv, stock.csv, payment-attempts.csv, vouchers.csv: the tables of the desk as files"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, Cell, answer_csv, in_order
from backend.core.limits import EXPORTS, account, limiter
from backend.shop.queries import order_table, payment_table, stock_table, voucher_desk
from backend.shop.queries.stock import SkuLine
from backend.shop.queries.voucher_desk import VoucherLine
from backend.shop.routes.here import here
from backend.shop.rules.table_words import (
    ORDER_HEADS,
    PAYMENT_HEADS,
    STOCK_HEADS,
    VOUCHER_HEADS,
    Pair,
    chosen,
    heads,
    in_words,
)
from backend.shop.schemas.offers import VoucherCsvQuery
from backend.shop.schemas.tables import OrdersCsvQuery, PaymentsCsvQuery, StockCsvQuery

blueprint = APIBlueprint("shop_files", __name__, url_prefix="/api/staff", tag="staff")


@blueprint.get("/orders.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(OrdersCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_orders(query_data: OrdersCsvQuery) -> Response:
    """All orders that are wanted as a file, in the order of the table"""
    asked = query_data
    wanted = order_table.chosen_orders(order_table.wish_of(asked.model_dump()), asked.sort, here().today)
    lines = in_order(wanted, order_table.file_lines)
    return _file("orders", lines, ORDER_HEADS, asked.columns, asked.lang)


@blueprint.get("/stock.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(StockCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_stock(query_data: StockCsvQuery) -> Response:
    """All of the stock that is wanted as a file, in the order of the table"""
    asked = query_data
    wanted, today = stock_table.chosen_skus(stock_table.wish_of(asked.model_dump()), asked.sort), here().today
    lines = in_order(wanted, lambda ids: stock_table.lines_of(ids, today))
    return _file("stock", lines, STOCK_HEADS, asked.columns, asked.lang)


@blueprint.get("/payment-attempts.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(PaymentsCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_payments(query_data: PaymentsCsvQuery) -> Response:
    """All attempts to pay that are wanted as a file, in the order of the table"""
    asked = query_data
    wanted = payment_table.chosen_payments(payment_table.wish_of(asked.model_dump()), asked.sort, here().zone)
    lines = in_order(wanted, payment_table.lines_of)
    return _file("payments", lines, PAYMENT_HEADS, asked.columns, asked.lang)


@blueprint.get("/vouchers.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(VoucherCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_vouchers(query_data: VoucherCsvQuery) -> Response:
    """All vouchers that are wanted as a file, in the order of the table"""
    asked = query_data
    today = here().today
    wanted = voucher_desk.chosen_vouchers(asked.standing, asked.q, asked.sort, today)
    lines = in_order(wanted, lambda ids: voucher_desk.lines_of(ids, today))
    return _file("vouchers", lines, VOUCHER_HEADS, asked.columns, asked.lang)


def _file(name: str, lines: Iterable[Any], known: Mapping[str, Pair], columns: str, lang: str) -> Response:
    shown = chosen(columns, known)
    return answer_csv(name, heads(shown, known, lang), _rows(lines, shown, lang))


def _rows(lines: Iterable[Any], columns: list[str], lang: str) -> Iterator[list[Cell]]:
    for line in lines:
        yield [_cell(line, name, lang) for name in columns]


def _cell(line: Any, name: str, lang: str) -> Cell:
    value = _value(line, name, lang == "zh-CN")
    return in_words(name, value, lang) if isinstance(value, str) else value


def _value(line: Any, name: str, chinese: bool) -> Cell:
    if isinstance(line, SkuLine) and name in ("title", "authors", "isbn13"):
        book = line.book
        return "; ".join(one.name for one in book.authors) if name == "authors" else getattr(book, name)
    if isinstance(line, VoucherLine) and name == "name":
        return line.name_zh if chinese else line.name_en
    if isinstance(line, VoucherLine) and name == "category":
        return None if line.category is None else line.category.name_zh if chinese else line.category.name_en
    value: Cell = getattr(line, name)
    return value
