"""What readers are told of their loans and holds: each thing once, in their language, and only while it is true."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.catalog.models import Copy
from backend.circulation.rules.notices import HOLD_KINDS, LOAN_KINDS, reminder_of
from backend.circulation.service import holds, loans
from backend.circulation.service.notices import remind
from backend.core import outbox
from backend.core.actors import CLOCKWORK_ACTOR, Actor
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.core.outbox import Letter, Message, Notice
from backend.core.settings import ROOT
from backend.notices.service.letters import mail_of
from tests.conftest import NOW
from tests.factories import make_book, make_copy, make_user
from tests.lending import make_hold, make_loan

# Friday, 20 November 2026, in the afternoon; the library is open every day.
TODAY = date(2026, 11, 20)
DESK = Actor(None, "staff")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def here(library: Any) -> Here:
    return here_at(library.config["SETTINGS"].time_zone, NOW)


def on(day: date, here: Here) -> Here:
    return Here(here.zone, day, here.at + (day - here.today))


def told(kind: str | None = None) -> list[tuple[str, int]]:
    """Kind and reader of every notice, in the order in which they were told."""
    found = db.session.execute(select(Notice.kind, Notice.user_id).order_by(Notice.id)).all()
    return [(row.kind, row.user_id) for row in found if kind in (None, row.kind)]


def letter(kind: str, at: Any = NOW) -> Letter | None:
    """The latest letter of a kind, as it would be sent now."""
    message = db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()
    assert message is not None
    writer = outbox.writer_of(kind)
    assert writer is not None, kind
    return writer(message, at)


def reachable(**values: Any) -> Any:
    user = make_user(**values)
    user.email, user.email_confirmed_at = f"{user.name}@example.com", NOW
    return user


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        *((-4, None), (-3, "due_soon:0"), (-1, "due_soon:0"), (0, "due_today:0"), (1, "overdue:1"), (6, "overdue:1")),
        *((7, "overdue:2"), (20, "overdue:2"), (21, "overdue:3"), (300, "overdue:3")),
    ],
)
def test_there_is_a_day_for_each_reminder(days: int, expected: str | None) -> None:
    found = reminder_of(TODAY, TODAY + timedelta(days=days))
    assert (found and f"{found.kind}:{found.stage}") == expected


def test_each_reminder_comes_once_and_again_only_for_another_due_date(library: Any, here: Here) -> None:
    reader, other = make_user(), make_user()
    soon = make_loan(reader, make_book(), TODAY + timedelta(days=3), renewals=2)
    make_loan(reader, make_book(), TODAY + timedelta(days=2))
    make_loan(reader, make_book(), TODAY)
    make_loan(reader, make_book(), TODAY - timedelta(days=8))
    make_loan(reader, make_book(), TODAY - timedelta(days=3), state="claimed_returned")
    make_loan(reader, make_book(), TODAY - timedelta(days=3), state="returned")
    wanted = make_book()
    for days in (10, 20, 30):
        make_loan(reader, wanted, TODAY + timedelta(days=days))
    make_hold(other, wanted)
    make_hold(make_user(), wanted, suspended_until=TODAY + timedelta(days=1))
    db.session.commit()
    assert remind(here, db.session.commit) == {"reminded": 4, "recalled": 1}
    assert told() == [
        *((kind, reader.id) for kind in ("overdue", "due_today", "renewal_possible", "due_soon", "recall")),
    ]
    assert remind(here, db.session.commit) == {"reminded": 0, "recalled": 0}
    assert remind(on(TODAY + timedelta(days=1), here), db.session.commit)["reminded"] == 1, "yesterday's is overdue now"
    soon.due_on, soon.due_at = TODAY + timedelta(days=4), soon.due_at + timedelta(days=1)
    db.session.commit()
    assert remind(on(TODAY + timedelta(days=1), here), db.session.commit)["reminded"] == 1
    assert db.session.scalars(select(Message.kind).where(Message.kind == "due_soon")).all() == ["due_soon"] * 2


@sqlite_only
def test_a_reminder_is_true_when_it_is_sent_or_it_is_not_sent(library: Any, here: Here) -> None:
    reader = reachable()
    book = make_book("三体")
    loan = make_loan(reader, book, TODAY + timedelta(days=2))
    db.session.commit()
    remind(here, db.session.commit)
    sent = letter("renewal_possible")
    assert sent is not None
    assert (sent.template, sent.facts["due_on"]) == (None, "2026-11-22")
    make_hold(make_user(), book)
    changed = letter("renewal_possible")
    assert changed is not None
    assert changed.template == "due_soon", "somebody waits for it now"
    assert letter("renewal_possible", NOW + timedelta(days=3)) is None, "it would be too late to say so"
    loan.due_on = TODAY + timedelta(days=20)
    assert letter("renewal_possible") is None
    loan.due_on, loan.state, loan.open_copy_id, loan.closed_at = TODAY + timedelta(days=2), "lost_paid", None, NOW
    assert letter("renewal_possible") is None


@sqlite_only
def test_what_happens_at_the_desk_is_told_at_once_and_only_what_others_did(library: Any, here: Here) -> None:
    reader, waiting = reachable(), reachable()
    book = make_book("三体", price_cents=4500)
    copy = make_copy(book, barcode="T1")
    db.session.commit()
    lent = loans.check_out(reader.id, "T1", DESK, here).loan
    assert told() == [("loan_receipt", reader.id)]
    receipt = letter("loan_receipt")
    assert receipt is not None
    assert (receipt.facts["barcode"], receipt.facts["due_on"]) == ("T1", lent.due_on.isoformat())
    hold = holds.place_hold(waiting.id, book.id, Actor(waiting.id, "reader"), here)
    loans.change_due(lent.id, lent.due_on + timedelta(days=5), "flood", DESK, here)
    assert told("due_date_moved") == [("due_date_moved", reader.id)]
    late = on(lent.due_on + timedelta(days=10), here)
    loans.check_in("T1", DESK, late)
    assert told()[-2:] == [("return_receipt", reader.id), ("hold_ready", waiting.id)]
    back, ready = letter("return_receipt", late.at), letter("hold_ready", late.at)
    assert back is not None
    assert ready is not None
    assert back.facts["cents"] == 8 * 20, "two days of grace"
    assert hold.pickup_until is not None
    assert ready.facts["pickup_until"] == hold.pickup_until.isoformat()
    holds.undo_shelf(hold.id, DESK, late)
    assert letter("hold_ready", late.at) is None, "it does not lie ready after all"
    holds.put_on_shelf(hold.id, "T1", DESK, late)
    assert len(told("hold_ready")) == 1, "the same is not told twice"
    gone = on(hold.pickup_until + timedelta(days=1), late)
    assert holds.expire_pickups(gone, db.session.commit) == 1
    assert told()[-1] == ("hold_expired", waiting.id)
    again = holds.place_hold(waiting.id, book.id, Actor(waiting.id, "reader"), gone)
    holds.cancel_hold(again.id, Actor(waiting.id, "reader"), gone)
    assert told("hold_cancelled") == [], "who gives it up himself knows"
    third = holds.place_hold(waiting.id, book.id, Actor(waiting.id, "reader"), gone)
    holds.cancel_hold(third.id, DESK, gone, reason="for Li, who was here before")
    assert told()[-1] == ("hold_cancelled", waiting.id)
    assert "Li" not in str(db.session.scalars(select(Notice.facts)).all()), "what the desk notes is not passed on"
    assert db.session.get_one(Copy, copy.id).condition == "ok"


@sqlite_only
def test_a_mistake_of_the_desk_is_taken_back_with_everything_that_was_told_of_it(library: Any, here: Here) -> None:
    reader = reachable()
    make_copy(make_book(), barcode="T1")
    before = reader.taste_version
    db.session.commit()
    lent = loans.check_out(reader.id, "T1", DESK, here).loan
    loans.void_loan(lent.id, "wrong reader", DESK, here)
    assert told() == []
    assert db.session.query(Message).count() == 0
    db.session.refresh(reader)
    assert reader.taste_version == before + 2, "the training job looks again"


@sqlite_only
def test_a_lost_book_is_told_with_what_it_costs(library: Any, here: Here) -> None:
    reader = reachable()
    loan = make_loan(reader, make_book(price_cents=4500), TODAY - timedelta(days=61))
    db.session.commit()
    loans.declare_lost(loan.id, CLOCKWORK_ACTOR, here)
    lost = letter("lost_declared")
    assert lost is not None
    assert lost.facts["cents"] == 4500 + 500


FACTS: dict[str, Any] = {
    "book": "三体",
    "book_id": 1,
    "loan_id": 1,
    "hold_id": 1,
    "barcode": "T1",
    "days": 8,
    "cents": 250,
    "stage": 1,
    "due_on": "2026-12-04",
    "before_on": "2026-12-01",
    "pickup_until": "2026-12-02",
    "not_needed_after": "2026-11-30",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("kind", [*HOLD_KINDS, *LOAN_KINDS])
def test_every_letter_can_be_written_in_both_languages(kind: str, locale: str, library: Any) -> None:
    settings = library.config["SETTINGS"]
    for facts in (FACTS, {**FACTS, "cents": 0}):
        mail = mail_of(Letter("a@example.com", "林晚", locale, facts), kind, "key", "a@example.com", settings, NOW)
        text = mail.get_body(("plain",))
        assert text is not None
        said = f"{mail['Subject']} {text.get_content()}"
        assert "三体" in said
        assert "2026-1" not in said, "a day is written as the language writes it"
        assert ("¥2.50" in said) == (kind in ("overdue", "return_receipt", "lost_declared") and facts["cents"] > 0)


def test_the_page_has_words_for_each_kind() -> None:
    for locale in ("zh-CN", "en"):
        words = json.loads((ROOT / "frontend" / "src" / "i18n" / f"{locale}.json").read_text(encoding="utf-8"))
        assert {*HOLD_KINDS, *LOAN_KINDS} <= set(words["notices"]["kinds"])
