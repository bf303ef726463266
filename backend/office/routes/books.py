"""/api/staff/books: the catalogue in the hands of the staff"""

from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.core.auth import require_staff
from backend.core.csv_answer import CSV_FILE, Cell, answer_csv, in_order
from backend.core.limits import EXPORTS, WRITES, account, limiter
from backend.core.paging import PageQuery
from backend.office.queries import book_page, books
from backend.office.routes.here import here, me
from backend.office.rules.table_heads import chosen, heads
from backend.office.schemas import books as shapes
from backend.office.service import books as service

blueprint = APIBlueprint("office_books", __name__, url_prefix="/api/staff", tag="office")


@blueprint.get("/books")
@require_staff
@blueprint.input(shapes.BooksQuery, location="query")
@blueprint.output(shapes.StaffBooksOut)
def list_staff_books(query_data: shapes.BooksQuery) -> dict[str, Any]:
    """Books by what they are and by what their records lack, withdrawn ones too"""
    wish = books.wish_of(query_data.model_dump())
    return vars(books.books_page(wish, query_data.sort, query_data.page, query_data.size))


@blueprint.get("/books.csv")
@limiter.limit(EXPORTS, key_func=account)
@require_staff
@blueprint.input(shapes.BooksCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_staff_books(query_data: shapes.BooksCsvQuery) -> Response:
    """All of them as a file"""
    columns = chosen(query_data.columns, shapes.BOOK_COLUMNS)
    wanted = books.sorted_books(books.wish_of(query_data.model_dump()), query_data.sort)
    lines = in_order(wanted, books.book_lines)
    return answer_csv("books", heads(columns, query_data.lang), _rows(lines, columns))


@blueprint.get("/books/names")
@require_staff
@blueprint.input(shapes.NamesQuery, location="query")
@blueprint.output(shapes.KnownNamesOut)
def suggest_names(query_data: shapes.NamesQuery) -> dict[str, Any]:
    """Names that the catalogue has, while somebody types one"""
    return {"items": book_page.known_names(query_data.kind, query_data.q)}


@blueprint.post("/books")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.BookFacts)
@blueprint.output(shapes.StaffBookOut, status_code=201)
@blueprint.doc(responses={409: "Another book has this ISBN"})
def create_book(json_data: shapes.BookFacts) -> dict[str, Any]:
    """Take a book into the catalogue"""
    book_id = service.take_in(service.facts_from(json_data.model_dump()), here())
    return book_page.staff_book(book_id)


@blueprint.get("/books/<int:book_id>")
@require_staff
@blueprint.output(shapes.StaffBookOut)
def show_staff_book(book_id: int) -> dict[str, Any]:
    """One book to be edited"""
    return book_page.staff_book(book_id)


@blueprint.put("/books/<int:book_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.BookIn)
@blueprint.output(shapes.StaffBookOut)
@blueprint.doc(responses={409: "Somebody changed it meanwhile, or another book has this ISBN"})
def replace_book(book_id: int, json_data: shapes.BookIn) -> dict[str, Any]:
    """Correct a book: its record is this now, all of it"""
    values = json_data.model_dump()
    seen = values.pop("revision")
    service.correct(book_id, service.facts_from(values), seen)
    return book_page.staff_book(book_id)


@blueprint.post("/books/<int:book_id>/withdraw")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.WithdrawIn)
@blueprint.output(shapes.WithdrawnOut)
@blueprint.doc(responses={409: "Something of it is going on, or somebody changed it meanwhile"})
def withdraw_book(book_id: int, json_data: shapes.WithdrawIn) -> dict[str, Any]:
    """Take a book out of the catalogue; its past stays"""
    return service.withdraw(book_id, json_data.revision, json_data.reason, me(), here())


@blueprint.post("/books/<int:book_id>/restore")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(shapes.RestoreIn)
@blueprint.output(shapes.StaffBookOut)
@blueprint.doc(responses={409: "It was not withdrawn"})
def restore_book(book_id: int, json_data: shapes.RestoreIn) -> dict[str, Any]:
    """Put a withdrawn book back into the catalogue, with the copies that left with it"""
    service.restore(book_id, json_data.sku_ids, me(), here())
    return book_page.staff_book(book_id)


@blueprint.get("/books/<int:book_id>/loans")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(shapes.LoansOfBookOut)
def list_loans_of_book(book_id: int, query_data: PageQuery) -> dict[str, Any]:
    """Its loans: those that go on first, then the last ones"""
    return vars(book_page.loans_of_book(book_id, query_data.page, query_data.size))


@blueprint.get("/books/<int:book_id>/offers")
@require_staff
@blueprint.output(shapes.OffersOfBookOut)
def list_offers_of_book(book_id: int) -> dict[str, Any]:
    """What is or was for sale of it"""
    return {"items": book_page.offers_of_book(book_id, here().today)}


@blueprint.get("/books/<int:book_id>/history")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(shapes.BookHistoryOut)
def list_history_of_book(book_id: int, query_data: PageQuery) -> dict[str, Any]:
    """Who of the staff changed what of it"""
    return vars(book_page.history_of_book(book_id, query_data.page, query_data.size))


def _rows(lines: Iterator[books.BookLine], columns: list[str]) -> Iterator[list[Cell]]:
    for line in lines:
        yield [_cell(line, name) for name in columns]


def _cell(line: books.BookLine, name: str) -> Cell:
    if name == "authors":
        return "; ".join(one.name for one in line.authors)
    if name == "series":
        return line.series.name if line.series else None
    found: Cell = getattr(line, name)
    return found
