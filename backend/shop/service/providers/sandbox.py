"""A pretended bank: it keeps its own books, signs what it tells, and takes nobody's money.

For development, tests and demonstrations; production refuses to start with it. What a real one does at its own place
is done here in a table of ours, and its page is one of ours.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from backend.core.database import db
from backend.core.errors import Conflict, NotFound
from backend.core.settings import Settings
from backend.shop.models import SandboxPayment
from backend.shop.rules.lives import DELIVERIES, SANDBOX
from backend.shop.service.providers.interface import (
    CAPTURED,
    DONE,
    FAILED,
    OPEN,
    PROCESSING,
    REFUSED,
    STATUSES,
    VOIDED,
    Asked,
    Begun,
    EventRefused,
    ProviderTrouble,
    RefundReport,
    Report,
)

SIGNATURE = "Sandbox-Signature"
MERCHANT = "shelfwise-sandbox"
# An older message is somebody's who kept it.
OLDEST = timedelta(minutes=5)
# How long a delayed payment takes.
DELAY = timedelta(seconds=8)
ACTS = SUCCESS, FAILURE, DELAYED, TWICE, LESS = ("success", "failure", "delay", "duplicate", "wrong_amount")


class SandboxPaymentNotFound(NotFound):
    message = "The pretended bank knows of no such payment."


class SandboxPaymentOver(Conflict):
    message = "This payment is over; the pretended bank changes nothing of it."


@dataclass(frozen=True)
class Message:
    """What the pretended bank would send to us, so many seconds from now; its page sends it."""

    body: str
    signature: str
    after_seconds: int = 0


class Sandbox:
    name, online, pretended, merchant = SANDBOX, True, True, MERCHANT
    deliveries: tuple[str, ...] = DELIVERIES

    def __init__(self, secret_key: str) -> None:
        self._secret = hmac.new(secret_key.encode(), b"shelfwise sandbox", hashlib.sha256).digest()

    def create(self, asked: Asked, at: datetime) -> Begun:
        row = db.session.scalar(select(SandboxPayment).where(SandboxPayment.key == asked.key))
        if row is None:
            row = SandboxPayment(
                ref=secrets.token_hex(16),
                key=asked.key,
                order_number=asked.order_number,
                amount_cents=asked.amount_cents,
                currency=asked.currency,
                state=OPEN,
                refund_keys=[],
                return_path=urlsplit(asked.return_url).path,
                made_at=at,
            )
            db.session.add(row)
        return Begun(row.ref, f"/sandbox/{row.ref}")

    def parse_event(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Report:
        self._check(headers.get(SIGNATURE, ""), body, at)
        try:
            told = json.loads(body)
            report = Report(
                id=_text(told["id"]),
                ref=_text(told["ref"]),
                status=_text(told["status"]),
                amount_cents=_cents(told["amount_cents"]),
                currency=_text(told["currency"]),
                merchant=_text(told["merchant"]),
                problem=told.get("problem") and _text(told["problem"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EventRefused from error
        if report.status not in STATUSES:
            raise EventRefused
        return report

    def query(self, ref: str, at: datetime) -> Report | None:
        row = db.session.get(SandboxPayment, ref)
        return None if row is None else _report(row, at)

    def listing(self, since: datetime, at: datetime) -> list[Report]:
        rows = select(SandboxPayment).where(SandboxPayment.made_at >= since).order_by(SandboxPayment.ref)
        return [_report(row, at) for row in db.session.scalars(rows)]

    def capture(self, ref: str, cents: int, key: str, at: datetime) -> Report:
        raise ProviderTrouble("The pretended bank takes money at once or not at all.")

    def void(self, ref: str, key: str, at: datetime) -> None:
        row = _lock(ref)
        if _state(row, at) == OPEN:
            row.state = VOIDED

    def refund(self, ref: str, cents: int, key: str, at: datetime) -> RefundReport:
        row = _lock(ref)
        if key not in row.refund_keys:
            if _state(row, at) != CAPTURED or row.refunded_cents + cents > _taken(row):
                return RefundReport(REFUSED, problem="more_than_taken")
            row.captured_cents, row.state = _taken(row), CAPTURED
            row.refunded_cents += cents
            row.refund_keys = [*row.refund_keys, key]
        return RefundReport(DONE, ref=f"re_{hashlib.sha256(key.encode()).hexdigest()[:24]}")

    def act(self, ref: str, act: str, at: datetime) -> list[Message]:
        """What somebody chose on its page, and the messages that follow. Raises SandboxPaymentOver."""
        row = _lock(ref)
        if _state(row, at) != OPEN:
            raise SandboxPaymentOver
        if act == LESS:
            # Its own books say that nothing was taken: the message is wrong, and must change nothing.
            return [self._message(row, CAPTURED, at, amount_cents=max(1, row.amount_cents - 1))]
        if act == FAILURE:
            row.state = FAILED
            return [self._message(row, FAILED, at, problem="card_declined")]
        if act == DELAYED:
            row.state, row.settles_at = PROCESSING, at + DELAY
            return [self._message(row, PROCESSING, at), self._message(row, CAPTURED, at, after=DELAY)]
        row.state, row.captured_cents = CAPTURED, row.amount_cents
        message = self._message(row, CAPTURED, at)
        return [message, message] if act == TWICE else [message]

    def sign(self, body: bytes, at: datetime) -> str:
        seconds = int(at.timestamp())
        return f"t={seconds},v1={self._digest(seconds, body)}"

    def _message(
        self, row: SandboxPayment, status: str, at: datetime, *, after: timedelta = timedelta(0), **changed: Any
    ) -> Message:
        told = {
            "id": f"ev_{secrets.token_hex(12)}",
            "ref": row.ref,
            "status": status,
            "amount_cents": row.amount_cents,
            "currency": row.currency,
            "merchant": MERCHANT,
            **changed,
        }
        body = json.dumps(told, separators=(",", ":"))
        return Message(body, self.sign(body.encode(), at + after), int(after.total_seconds()))

    def _check(self, signature: str, body: bytes, at: datetime) -> None:
        parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
        sent = parts.get("t", "")
        if not (sent.isascii() and sent.isdecimal() and len(sent) <= 12):
            raise EventRefused
        moment = datetime.fromtimestamp(int(sent), UTC)
        wanted, given = self._digest(int(sent), body), parts.get("v1", "")
        # Compared before the time is, and in a time that tells nothing of how much of it is right.
        if not hmac.compare_digest(wanted.encode(), given.encode()) or abs(at - moment) > OLDEST:
            raise EventRefused

    def _digest(self, seconds: int, body: bytes) -> str:
        return hmac.new(self._secret, str(seconds).encode() + b"." + body, hashlib.sha256).hexdigest()


def open_provider(settings: Settings) -> Sandbox:
    return Sandbox(settings.secret_key)


def find_sandbox_payment(ref: str) -> SandboxPayment:
    """Raises SandboxPaymentNotFound."""
    row = db.session.get(SandboxPayment, ref)
    if row is None:
        raise SandboxPaymentNotFound
    return row


def state_of(row: SandboxPayment, at: datetime) -> str:
    return _state(row, at)


def _lock(ref: str) -> SandboxPayment:
    mine = select(SandboxPayment).where(SandboxPayment.ref == ref).with_for_update()
    row = db.session.scalar(mine.execution_options(populate_existing=True))
    if row is None:
        raise SandboxPaymentNotFound
    return row


def _state(row: SandboxPayment, at: datetime) -> str:
    """A delayed one has come through as soon as its time is over, whether or not anybody was told."""
    return CAPTURED if row.state == PROCESSING and row.settles_at is not None and row.settles_at <= at else row.state


def _taken(row: SandboxPayment) -> int:
    return row.captured_cents or row.amount_cents


def _report(row: SandboxPayment, at: datetime) -> Report:
    state = _state(row, at)
    return Report(
        id=f"{row.ref}:{state}",
        ref=row.ref,
        status=state,
        amount_cents=_taken(row) if state == CAPTURED else row.amount_cents,
        currency=row.currency,
        merchant=MERCHANT,
        refunded_cents=row.refunded_cents,
        problem="card_declined" if state == FAILED else None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        raise ValueError(value)
    return value


def _cents(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise ValueError(value)
    return value
