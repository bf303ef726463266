"""Copies in the hands of the staff: added with running barcodes, put right, retired, put back; and their labels."""

import sys
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from backend.catalog.models import Book, Copy
from backend.circulation.models import CirculationEvent, Hold
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.office.rules.barcodes import running
from backend.office.rules.label_pdf import bars_of, labels_pdf
from backend.office.rules.labels import SHEETS, Label
from tests.clients import LibraryClient
from tests.factories import make_book, make_copy, make_item_type, make_user
from tests.lending import make_hold, make_loan, make_title


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


def test_barcodes_run_on_from_a_number_at_their_end() -> None:
    assert running("SW0000099", 2) == ["SW0000099", "SW0000100"]
    assert running("A9", 2) == ["A9", "A10"]
    assert running("no number", 1) is None
    assert running("SHELF", 2) is None
    assert running("9" * 32, 2) is None


def test_new_copies_get_running_barcodes_and_who_waits_gets_one(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        book, _ = make_title(0)
        place = make_copy(make_book(), barcode="SW0000007").location_id
        hold_id, book_id = make_hold(make_user(), book).id, book.id
        db.session.commit()
    assert staff.get("/api/staff/copies/choices").get_json()["next_barcode"] == "SW0000008"
    asked = {"number": 3, "first_barcode": "SW0000006", "location_id": place, "shelf_mark": "I247/S23"}
    refused = staff.post(f"/api/staff/books/{book_id}/copies", json=asked)
    assert (refused.status_code, refused.get_json()["reasons"]) == (
        409,
        [{"code": "barcode_taken", "barcode": "SW0000007"}],
    )
    odd = staff.post(f"/api/staff/books/{book_id}/copies", json={**asked, "first_barcode": "SHELF"})
    assert odd.get_json()["fields"]["first_barcode"][0]["code"] == "barcode_invalid"
    made = staff.post(f"/api/staff/books/{book_id}/copies", json={**asked, "first_barcode": "SW0000008"})
    assert [one["barcode"] for one in made.get_json()["items"]] == ["SW0000008", "SW0000009", "SW0000010"]
    with app.app_context():
        stored = db.session.get_one(Book, book_id)
        assert (stored.copies_total, stored.copies_free) == (3, 2)
        assert db.session.get_one(Hold, hold_id).state == "allocated"
    shown = staff.get(f"/api/staff/copies?book={book_id}&doing=set_aside").get_json()
    assert [one["barcode"] for one in shown["items"]] == ["SW0000008"]


def test_a_copy_is_put_right_and_the_log_says_how_it_was(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        _, [copy, other] = make_title(2)
        kind = make_item_type().id
        copy_id, taken, place = copy.id, other.barcode, other.location_id
        was = copy.location_id
        db.session.commit()
    address = f"/api/staff/copies/{copy_id}"
    assert staff.patch(address, json={"barcode": taken}).get_json()["code"] == "barcodes_taken"
    right = {"location_id": place, "item_type_id": kind, "shelf_mark": "I247/S23", "barcode": "SW9"}
    assert staff.patch(address, json=right).get_json()["shelf_mark"] == "I247/S23"
    assert staff.patch(address, json={"shelf_mark": None}).get_json()["shelf_mark"] is None
    with app.app_context():
        [first, *_] = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "copy").order_by(AuditEvent.id))
        assert first.act == "change_copy" and first.before["location_id"] == was
        actions = db.session.scalars(select(CirculationEvent.action)).all()
        assert actions == ["reclassify"]


def test_a_copy_is_retired_and_put_back_but_not_out_of_a_readers_hands(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        book, [copy, lent] = make_title(2)
        make_loan(make_user(), book, copy=lent)
        copy_id, lent_id, book_id = copy.id, lent.id, book.id
        db.session.commit()
    gone = {"condition": "withdrawn", "reason": "torn"}
    on_loan = staff.put(f"/api/staff/copies/{lent_id}/condition", json=gone)
    assert (on_loan.status_code, on_loan.get_json()["reasons"]) == (409, [{"code": "copy_on_loan"}])
    assert staff.put(f"/api/staff/copies/{copy_id}/condition", json={"condition": "withdrawn"}).status_code == 422
    assert staff.put(f"/api/staff/copies/{copy_id}/condition", json=gone).get_json()["condition"] == "withdrawn"
    never = staff.put(f"/api/staff/copies/{copy_id}/condition", json={"condition": "on_order"})
    assert never.get_json()["code"] == "move_not_allowed"
    with app.app_context():
        assert db.session.get_one(Book, book_id).copies_total == 1
    assert staff.put(f"/api/staff/copies/{copy_id}/condition", json={"condition": "ok"}).get_json()["condition"] == "ok"
    with app.app_context():
        assert db.session.get_one(Book, book_id).copies_total == 2


def test_what_was_given_to_the_shop_is_not_put_back_on_the_shelf(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        _, [copy] = make_title(1)
        copy.condition = "withdrawn"
        copy_id, barcode = copy.id, copy.barcode
        db.session.commit()
    sold = {"barcode": barcode, "price_cents": 500}
    assert staff.post("/api/staff/stock/withdrawn-copies", json=sold).status_code == 201
    back = staff.put(f"/api/staff/copies/{copy_id}/condition", json={"condition": "ok"})
    assert back.get_json()["code"] == "copy_sold"


def test_the_list_of_copies_leaves_as_a_file_with_the_words_of_its_reader(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        make_copy(make_book("=Dune"), barcode="SW1", shelf_mark="A1")
        db.session.commit()
    sheet = staff.get("/api/staff/copies.csv?columns=barcode,title,item_type&lang=zh-CN").get_data(as_text=True)
    [head, row] = sheet.removeprefix("\ufeff").splitlines()
    assert head == "条码,书名,类型"
    assert row.startswith("SW1,'=Dune,")


# The example of ISO/IEC 15417 as python-barcode and every scanner has it: start B, the signs, check sign, stop.
def test_the_bars_of_a_barcode_are_those_of_code_128() -> None:
    start_b, big_a, check, stop = "11010010000", "10100011000", "10001011000", "1100011101011"
    # A is 33; start B is 104; (104 + 33) modulo 103 is 34, which is B.
    assert bars_of("A") == start_b + big_a + check + stop


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_label_of_each_sheet_can_be_scanned(sheet: str) -> None:
    labels = [Label(f"SW{number:07d}", "I247.57/S23", "三体：地球往事") for number in range(1, 6)]
    drawn = pypdfium2.PdfDocument(labels_pdf(labels, sheet, 3, "知阅图书馆", "zh-CN"))
    scanned = [code.text for page in drawn for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())]
    assert sorted(scanned) == [label.barcode for label in labels]
    assert len(drawn) == (5 if sheet == "roll-50x25" else 1)


def test_labels_are_printed_from_a_choice_of_copies_and_begin_where_the_sheet_is_free(
    app: Any, staff: LibraryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        ids = [make_copy(make_book(), barcode=f"SW000000{number}").id for number in (1, 2)]
        db.session.commit()
    answer = staff.post("/api/staff/labels.pdf", json={"copy_ids": ids[::-1], "sheet": "a4-3x8", "start": 24})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = pypdfium2.PdfDocument(answer.get_data())
    on_each = [[code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())] for page in pages]
    assert on_each == [["SW0000002"], ["SW0000001"]]
    # All that a filter finds, in the order of the table, some at a time.
    monkeypatch.setattr(sys.modules["backend.office.routes.labels"], "MOST_LABELS", 1)
    for part, barcode in ((1, "SW0000002"), (2, "SW0000001")):
        wanted = {"filter": {"q": "SW000000"}, "sort": "-barcode", "part": part, "sheet": "roll-50x25"}
        [page] = pypdfium2.PdfDocument(staff.post("/api/staff/labels.pdf", json=wanted).get_data())
        assert [code.text for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())] == [barcode]
    assert staff.post("/api/staff/labels.pdf", json={"filter": {"q": "no such"}}).status_code == 404
    wrongs: tuple[dict[str, Any], ...] = ({"copy_ids": []}, {}, {"copy_ids": ids, "filter": {}})
    for wrong in wrongs:
        assert staff.post("/api/staff/labels.pdf", json=wrong).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(AuditEvent.act)).all() == ["print_labels"] * 3
        assert len(db.session.scalars(select(Copy)).all()) == 2
