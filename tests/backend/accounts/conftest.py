"""A library that sends letters, and what is in them."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.core import clock, outbox
from backend.core.database import db
from backend.core.outbox import Letter, Message
from backend.core.settings import MailSettings

MAIL = MailSettings("127.0.0.1", 25, "none", "", "", "post@library.example")


@pytest.fixture
def mailing(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The application with a mail server set up; nothing is sent."""
    object.__setattr__(app.config["SETTINGS"], "mail", MAIL)
    return app


@pytest.fixture
def letters(app: Any) -> Callable[[], list[tuple[str, Letter]]]:
    """What waits in the outbox, written now as the job would: (kind, letter). What is dropped is not in it."""

    def write() -> list[tuple[str, Letter]]:
        written = []
        with app.app_context():
            for message in db.session.query(Message).filter_by(state="waiting").order_by(Message.id):
                writer = outbox.writer_of(message.kind)
                letter = writer(message, clock.now()) if writer else None
                if letter is not None:
                    written.append((message.kind, letter))
                message.state = "sent" if letter else "dropped"
            db.session.commit()
        return written

    return write
