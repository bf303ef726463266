"""Letters from the outbox to a real mail server."""

import dataclasses
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from backend import cli
from backend.app import create_app
from backend.core import clock, outbox
from backend.core.database import db
from backend.core.outbox import Letter, Message, Notice, tell
from backend.notices import service
from backend.notices.rules import LEASE, OLDEST, PAUSES, pause_after
from tests.backend.notices.conftest import Mailbox, MailServer, knows_password
from tests.conftest import NOW, settings_for
from tests.factories import make_message, make_user


def run(app: Any, server: MailServer, **changes: Any) -> Counter[str]:
    """`flask jobs run`, a while later."""
    settings = dataclasses.replace(app.config["SETTINGS"], mail=server.settings(**changes))
    with app.app_context(), service.Post(settings.mail) as post:
        return service.send_waiting(post, settings, db.session.commit, clock.now)


def somebody(app: Any, **values: Any) -> int:
    with app.app_context():
        defaults = {"email": "lin.wan@example.com", "email_confirmed_at": clock.now(), "display_name": "林晚"}
        user = make_user(**{**defaults, **values})
        db.session.commit()
        return int(user.id)


def message(app: Any, key: str) -> Message:
    with app.app_context():
        return db.session.query(Message).filter_by(key=key).one()


def told(app: Any, user_id: int | None, key: str, **more: Any) -> bool:
    with app.app_context():
        done = tell("password_changed", key, user_id, {}, clock.now(), **more)
        db.session.commit()
        return done


def test_a_letter_is_sent_once_in_the_readers_language_as_text_and_as_html(
    app: Any, mail_server: MailServer, mailbox: Mailbox
) -> None:
    assert told(app, somebody(app), "once")
    assert run(app, mail_server) == {"sent": 1}
    assert run(app, mail_server) == {}
    [letter] = mailbox.letters
    assert (letter["To"], letter["Subject"]) == ("林晚 <lin.wan@example.com>", "你的密码改过了")
    assert letter["From"] == "Shelfwise <post@library.example>"
    assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "zh-CN")
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "林晚，你好" in text.get_content()
    assert "http://127.0.0.1:8000/forgot" in text.get_content()
    assert '<a href="http://127.0.0.1:8000/forgot"' in html.get_content()
    assert message(app, "once").state == "sent"


def test_the_same_thing_is_told_once_and_a_change_that_is_taken_back_is_never_told(
    app: Any, mail_server: MailServer
) -> None:
    user_id = somebody(app, locale="en")
    assert told(app, user_id, "same")
    assert not told(app, user_id, "same")
    with app.app_context():
        tell("password_changed", "taken back", user_id, {}, clock.now())
        db.session.rollback()
        assert db.session.query(Notice).count() == 1
    assert run(app, mail_server) == {"sent": 1}
    assert not told(app, user_id, "same")


def test_ten_who_tell_the_same_at_once_tell_it_once(app: Any) -> None:
    user_id = somebody(app)
    answers: list[bool] = []
    at_once([lambda: answers.append(told(app, user_id, "same"))] * 10)
    assert sorted(answers) == [False] * 9 + [True]


def test_runners_at_the_same_time_send_each_letter_once(app: Any, mail_server: MailServer, mailbox: Mailbox) -> None:
    user_id = somebody(app)
    for number in range(20):
        told(app, user_id, f"letter {number}")
    counts: list[Counter[str]] = []
    at_once([lambda: counts.append(run(app, mail_server))] * 3)
    assert sum(count["sent"] for count in counts) == 20
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == len(mailbox.letters) == 20


def test_a_letter_that_is_refused_holds_up_no_other_and_is_tried_again_later_each_time(
    app: Any, mail_server: MailServer, mailbox: Mailbox
) -> None:
    told(app, somebody(app, email="full@example.com"), "put off")
    told(app, somebody(app, email="gone@example.com"), "refused")
    told(app, somebody(app), "fine")
    mailbox.refusals = {"full@example.com": "452 the mailbox is full", "gone@example.com": "550 nobody is called so"}
    assert run(app, mail_server) == {"sent": 1, "put off": 1, "failed": 1}
    assert "nobody is called so" in str(message(app, "refused").problem)
    assert message(app, "put off").next_attempt_at == NOW + PAUSES[0]

    at = NOW
    for number, pause in enumerate(PAUSES, start=1):
        at += pause
        with clock.frozen(at - timedelta(seconds=1)):
            assert run(app, mail_server) == {}
        with clock.frozen(at):
            assert run(app, mail_server) == {"put off" if pause_after(number + 1) else "failed": 1}
    assert at - NOW < OLDEST
    assert len(mailbox.letters) == 1

    mailbox.refusals = {}
    with clock.frozen(at + timedelta(days=30)):
        assert run(app, mail_server) == {}


def test_a_letter_that_cannot_be_written_holds_up_no_other(app: Any, mail_server: MailServer, mailbox: Mailbox) -> None:
    user_id = somebody(app)
    with app.app_context():
        make_message(user_id, key="no template", kind="no_such_kind")
        make_message(user_id, key="fine")
        db.session.commit()
    assert run(app, mail_server) == {"put off": 1, "sent": 1}
    assert "no_such_kind" in str(message(app, "no template").problem)


def test_what_no_longer_holds_when_it_is_to_be_sent_is_not_sent(
    app: Any, mail_server: MailServer, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = True

    def write(_message: Message, _at: Any) -> Letter | None:
        return Letter("lin.wan@example.com", "林晚", "en", template="password_changed") if ready else None

    monkeypatch.setitem(outbox._writers, "hold_ready", write)
    user_id = somebody(app)
    with app.app_context():
        tell("hold_ready", "hold 1", user_id, {}, clock.now())
        db.session.commit()
    assert run(app, mail_server) == {"sent": 1}
    with app.app_context():
        tell("hold_ready", "hold 2", user_id, {}, clock.now())
        db.session.commit()
    ready = False
    assert run(app, mail_server) == {"dropped": 1}
    assert len(mailbox.letters) == 1


def test_readers_without_a_confirmed_address_and_old_news_get_no_letter(app: Any, mail_server: MailServer) -> None:
    told(app, somebody(app, email_confirmed_at=None), "unconfirmed")
    told(app, somebody(app, email=None), "none")
    assert run(app, mail_server) == {"dropped": 2}
    told(app, somebody(app, email="other@example.com"), "old")
    with clock.frozen(NOW + OLDEST + timedelta(hours=1)):
        assert run(app, mail_server) == {"dropped": 1}


def test_a_letter_whose_runner_died_is_tried_again_after_the_lease(
    app: Any, mail_server: MailServer, mailbox: Mailbox
) -> None:
    with app.app_context():
        user_id = somebody(app)
        make_message(user_id, key="left", state="sending", attempts=1, next_attempt_at=NOW + LEASE)
        db.session.commit()
    assert run(app, mail_server) == {}
    with clock.frozen(NOW + LEASE):
        assert run(app, mail_server) == {"sent": 1}


def test_a_server_that_does_not_answer_costs_no_letter_an_attempt(app: Any, serving: Callable[..., MailServer]) -> None:
    told(app, somebody(app), "waits")
    server = serving()
    server.stop()
    with pytest.raises(service.PostClosed):
        run(app, server)
    assert (message(app, "waits").state, message(app, "waits").attempts) == ("waiting", 0)


def test_a_display_name_brings_no_link_no_line_and_no_markup_into_a_letter(
    app: Any, mail_server: MailServer, mailbox: Mailbox
) -> None:
    evil = "x\r\nBcc: all@example.com\n\n[click](http://evil.example)\n\n<script>"
    told(app, somebody(app, display_name=evil), "evil")
    assert run(app, mail_server) == {"sent": 1}
    [letter] = mailbox.letters
    assert letter["Bcc"] is None
    assert mailbox.addresses == ["lin.wan@example.com"]
    html = letter.get_body(("html",))
    assert html is not None
    assert 'href="http://evil.example' not in html.get_content()
    assert "<script>" not in html.get_content()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_connection_is_secured_and_the_library_says_who_it_is(
    library: Any, serving: Callable[..., MailServer], tls_context: ssl.SSLContext, tls: str, mailbox: Mailbox
) -> None:
    options: dict[str, Any] = {"authenticator": knows_password}
    if tls == "tls":
        options |= {"ssl_context": tls_context, "auth_require_tls": False}
    else:
        options |= {"tls_context": tls_context, "require_starttls": True, "auth_required": True}
    server = serving(**options)
    told(library, somebody(library), "secured")
    with pytest.raises(service.PostClosed, match="535"):
        run(library, server, tls=tls, username="library", password="wrong")
    assert run(library, server, tls=tls, username="library", password="the mail password") == {"sent": 1}
    assert len(mailbox.letters) == 1


def test_a_server_with_a_certificate_that_nobody_vouches_for_gets_no_letter(
    library: Any, serving: Callable[..., MailServer], tls_context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    server = serving(tls_context=tls_context)
    told(library, somebody(library), "waits")
    with pytest.raises(service.PostClosed, match="certificate"):
        run(library, server, tls="starttls")


def test_the_job_says_what_it_did_and_without_a_mail_server_drops_what_waits(
    database_url: str, app: Any, tmp_path: Any, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = somebody(app)
    told(app, user_id, "first")
    for mail, said in (
        (None, "letters: 1 site_only"),
        (mail_server.settings(), "letters: 1 sent"),
    ):
        settings = settings_for(database_url, tmp_path, mail=mail)
        monkeypatch.setattr("backend.cli.application.create_app", lambda given=settings: create_app(given))
        answer = cli.create_app().test_cli_runner().invoke(args=["jobs", "run"])
        assert (answer.exit_code, answer.output.strip()) == (0, said)
        told(app, user_id, "second")
    with clock.frozen(NOW + timedelta(days=500)), app.app_context():
        assert service.forget_ended(clock.now()) == 2


def at_once(acts: list[Callable[[], Any]]) -> None:
    barrier = threading.Barrier(len(acts))

    def act(what: Callable[[], Any]) -> None:
        barrier.wait()
        what()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(act, acts))
