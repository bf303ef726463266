"""/api/staff/loans, …/holds, …/fine-entries: lending in tables; what is done with a row, the desk does"""

from collections.abc import Iterable, Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.circulation.queries.cards import reader_groups
from backend.circulation.queries.hold_lines import HoldLine
from backend.circulation.queries.loan_lines import LoanLine
from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, Cell, answer_csv, in_order
from backend.core.limits import EXPORTS, account, limiter
from backend.office.queries import fines, holds, loans
from backend.office.queries.lending import named
from backend.office.routes.here import here, settings
from backend.office.rules.table_heads import chosen, heads
from backend.office.schemas import lending as shapes

blueprint = APIBlueprint("office_lending", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/loans")
@require_staff
@blueprint.input(shapes.LoansTableQuery, location="query")
@blueprint.output(shapes.LoansTableOut)
def list_all_loans(query_data: shapes.LoansTableQuery) -> dict[str, Any]:
    """Loans by whose, of what, and until when; open ones when nothing else is asked for"""
    asked = query_data
    page = loans.loans_page(loans.wish_of(asked.model_dump()), asked.sort, asked.page, asked.size, here())
    return {**vars(page), **_beside(asked.reader, asked.book)}


@blueprint.get("/loans.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(shapes.LoansCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_all_loans(query_data: shapes.LoansCsvQuery) -> Response:
    """The same as a file, all that are found, in the same order"""
    columns, now = chosen(query_data.columns, shapes.LOAN_COLUMNS), here()
    wanted = loans.sorted_loans(loans.wish_of(query_data.model_dump()), query_data.sort, now)
    lines = in_order(wanted, lambda ids: loans.lines_of(ids, now))
    return answer_csv("loans", heads(columns, query_data.lang), _loan_rows(lines, columns))


@blueprint.get("/holds")
@require_staff
@blueprint.input(shapes.HoldsTableQuery, location="query")
@blueprint.output(shapes.HoldsTableOut)
def list_all_holds(query_data: shapes.HoldsTableQuery) -> dict[str, Any]:
    """Holds by who waits, for what, and since when; open ones when nothing else is asked for"""
    asked = query_data
    page = holds.holds_page(holds.wish_of(asked.model_dump()), asked.sort, asked.page, asked.size, here())
    return {**vars(page), **_beside(asked.reader, asked.book)}


@blueprint.get("/holds.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(shapes.HoldsCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_all_holds(query_data: shapes.HoldsCsvQuery) -> Response:
    """The same as a file, all that are found, in the same order"""
    columns, now = chosen(query_data.columns, shapes.HOLD_COLUMNS), here()
    wanted = holds.sorted_holds(holds.wish_of(query_data.model_dump()), query_data.sort, now)
    lines = in_order(wanted, lambda ids: holds.lines_of(ids, now))
    rows = _hold_rows(lines, columns, query_data.lang == "zh-CN")
    return answer_csv("holds", heads(columns, query_data.lang), rows)


@blueprint.get("/fine-entries")
@require_staff
@blueprint.input(shapes.FinesTableQuery, location="query")
@blueprint.output(shapes.FinesTableOut)
def list_fine_entries(query_data: shapes.FinesTableQuery) -> dict[str, Any]:
    """The ledger of all readers, and what they owe together"""
    asked = query_data
    page, cents = fines.fines_page(fines.wish_of(asked.model_dump()), asked.sort, asked.page, asked.size, here())
    whose = named(asked.reader, None)["reader_name"]
    more = {"sum_cents": cents, "reader_name": whose, "time_zone": _time_zone()}
    return {**vars(page), **fines.owed()._asdict(), **more}


@blueprint.get("/fine-entries.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(shapes.FinesCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_fine_entries(query_data: shapes.FinesCsvQuery) -> Response:
    """The same as a file, all that are found, in the same order"""
    columns = chosen(query_data.columns, shapes.FINE_COLUMNS)
    wanted = fines.sorted_fines(fines.wish_of(query_data.model_dump()), query_data.sort, here())
    lines = in_order(wanted, fines.fine_lines)
    return answer_csv("fines", heads(columns, query_data.lang), _rows(lines, columns, lambda _line: {}))


def _beside(reader: int | None, book: int | None) -> dict[str, Any]:
    return {**named(reader, book), "groups": reader_groups(), "time_zone": _time_zone()}


def _time_zone() -> str:
    return str(settings().time_zone)


def _loan_rows(lines: Iterable[LoanLine], columns: list[str]) -> Iterator[list[Cell]]:
    return _rows(lines, columns, lambda line: {"title": line.book.title})


def _hold_rows(lines: Iterable[HoldLine], columns: list[str], chinese: bool) -> Iterator[list[Cell]]:
    def more(line: HoldLine) -> dict[str, Cell]:
        copy = line.copy
        if copy is None:
            return {"title": line.book.title, "barcode": None, "location": None, "shelf_mark": None}
        place = copy.location_zh if chinese else copy.location_en
        return {"title": line.book.title, "barcode": copy.barcode, "location": place, "shelf_mark": copy.shelf_mark}

    return _rows(lines, columns, more)


def _rows(lines: Iterable[Any], columns: list[str], more: Any) -> Iterator[list[Cell]]:
    for line in lines:
        reader = line.reader
        known = {"reader": reader and reader.name, "card_number": reader and reader.card_number, **more(line)}
        yield [known[name] if name in known else getattr(line, name) for name in columns]
