"""A further way to pay is one file and a setting, and everything that holds for the others holds for it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.core.database import db
from backend.shop.models import Payment
from backend.shop.service import providers
from backend.shop.service.expiring import expire_orders
from backend.shop.service.providers.interface import ProviderTrouble
from backend.shop.service.reconciling import reconcile
from tests.backend.shop.more_providers import cardbank
from tests.backend.shop.till import TOTAL, Bought, buy, here
from tests.clients import LibraryClient
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "what the bank and the library share"


@pytest.fixture
def bank(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The bank, with its file where the others are."""
    folder = Path(cardbank.__file__).parent
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(folder)])
    changed = {"payment_providers": ("cardbank",), "payment_values": {"PAYMENT_CARDBANK_SECRET": SECRET}}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changed)
    (found,) = providers.open_providers(app.config["SETTINGS"])
    yield found
    _module(found).BOOKS.clear()
    _module(found).CLOSED.clear()


def _module(bank: Any) -> Any:
    """The file as the library has imported it."""
    return sys.modules[type(bank).__module__]


def _promised(app: Any, reader: LibraryClient, bank: Any) -> tuple[Bought, str]:
    """An order of which the bank has promised the money."""
    with app.app_context():
        bought = buy(reader.user_id, provider="cardbank")
    begun = reader.post(f"/api/orders/{bought.order_id}/payments", json={}).get_json()
    place, _, back = begun["redirect"].partition("?back=")
    assert back.endswith(f"/account/orders/{bought.order_id}/pay")
    ref = place.removeprefix("https://cardbank.example/pay/")
    bank.promise(ref)
    return bought, ref


def _tell(guest: Any, ref: str, secret: str = SECRET) -> Any:
    headers = {"Cardbank-Secret": secret}
    return guest.post("/api/payments/cardbank/events", json={"ref": ref}, headers=headers).get_json()


def test_money_that_is_promised_is_taken_while_the_order_waits_for_it(
    app: Any, reader: LibraryClient, guest: Any, bank: Any
) -> None:
    bought, ref = _promised(app, reader, bank)
    assert _tell(guest, ref, "guessed")["code"] == "event_refused"
    assert _tell(guest, ref) == {"outcome": "captured"}
    assert _tell(guest, ref) == {"outcome": "known"}, "another message, of what it was asked to do"
    with app.app_context():
        assert bought.money == ("confirmed", "paid", TOTAL, 0)


def test_a_bank_that_does_not_answer_is_asked_again_by_the_hourly_comparison(
    app: Any, reader: LibraryClient, guest: Any, bank: Any
) -> None:
    bought, ref = _promised(app, reader, bank)
    _module(bank).CLOSED.append("for the night")
    assert _tell(guest, ref) == {"outcome": "authorised"}
    with app.app_context():
        assert bought.money == ("pending_payment", "authorised", 0, 0)
        settings = app.config["SETTINGS"]
        with pytest.raises(ProviderTrouble):
            reconcile(here(app), db.session.commit, settings)
        _module(bank).CLOSED.clear()
        assert reconcile(here(app), db.session.commit, settings)["money"] == 1
        assert bought.money == ("confirmed", "paid", TOTAL, 0)


def test_money_that_is_promised_too_late_is_left_where_it_is(
    app: Any, reader: LibraryClient, guest: Any, bank: Any
) -> None:
    bought, ref = _promised(app, reader, bank)
    with app.app_context():
        late = replace(here(app), at=NOW + timedelta(minutes=31))
        assert expire_orders(late, db.session.commit) == 1
    assert _tell(guest, ref) == {"outcome": "voided"}
    with app.app_context():
        assert bought.money == ("expired", "none", 0, 0)
        assert db.session.query(Payment).one().state == "voided"
    assert _module(bank).BOOKS[ref][0] == "voided"
