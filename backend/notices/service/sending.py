"""Sending what waits in the outbox. Several runners may be at work at once: each letter is claimed by one of them."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError

from backend.accounts.queries import letter_to
from backend.core import outbox
from backend.core.database import change_rows, db
from backend.core.outbox import Letter, Message
from backend.core.settings import Settings
from backend.notices.queries import due_messages
from backend.notices.rules import KEPT, LEASE, OLDEST, pause_after
from backend.notices.service.letters import mail_of
from backend.notices.service.post import LetterRefused, Post

log = logging.getLogger("shelfwise")

# The one who may commit: a letter is claimed before it is sent, and what became of it is kept after.
Keep = Callable[[], None]
Now = Callable[[], datetime]


def send_waiting(post: Post, settings: Settings, keep: Keep, now: Now) -> Counter[str]:
    """Send every letter that is due; how many were sent, dropped, put off and failed. Raises PostClosed.

    A letter that cannot be sent is tried again later and holds up no other. One that two runners see is sent by the one
    who claims it; if that one dies while sending, it is tried again after the lease, with the same Message-ID.
    """
    ended: Counter[str] = Counter()
    while due := due_messages(now()):
        db.session.rollback()
        for message_id, attempts in due:
            # Before the claim: a server that does not answer costs no letter an attempt.
            post.open()
            if _claim(message_id, attempts, now()):
                keep()
                ended[_deliver(message_id, post, settings, keep, now)] += 1
                keep()
            else:
                db.session.rollback()
    db.session.rollback()
    return ended


def drop_waiting(at: datetime) -> int:
    """Give up what waits where no mail server is set up; returns how many. Readers have their notices on the site."""
    waiting = update(Message).where(Message.state == "waiting")
    return change_rows(waiting.values(state="dropped", ended_at=at, facts={}, problem="no mail server is set up"))


def forget_ended(at: datetime) -> int:
    """Delete letters that ended long ago; returns how many."""
    return change_rows(delete(Message).where(Message.ended_at < at - KEPT))


def _claim(message_id: int, attempts: int, at: datetime) -> bool:
    """Take a letter for the length of a lease; False when somebody else was faster."""
    mine = update(Message).where(
        Message.id == message_id,
        Message.attempts == attempts,
        Message.state.in_(("waiting", "sending")),
        Message.next_attempt_at <= at,
    )
    return change_rows(mine.values(state="sending", attempts=attempts + 1, next_attempt_at=at + LEASE)) == 1


def _deliver(message_id: int, post: Post, settings: Settings, keep: Keep, now: Now) -> str:
    """Send a claimed letter and note what became of it; the note is kept by the caller."""
    message = db.session.get_one(Message, message_id)
    attempts, at = message.attempts, now()
    try:
        letter, why = _written(message, at)
        if letter is None:
            return _end(message_id, attempts, "dropped", now(), why)
        mail = mail_of(letter, message.kind, message.key, post.sender, settings, at)
        # Links in it must work when it arrives; and nothing stays locked while the server is spoken to.
        keep()
        post.send(mail)
    except LetterRefused as refusal:
        return _put_off(message_id, attempts, now(), str(refusal), final=refusal.final)
    except SQLAlchemyError:
        raise
    except Exception as error:  # Whatever one letter's template or facts do wrong, the others are sent.
        db.session.rollback()
        log.exception("letter %s cannot be written", message_id)
        return _put_off(message_id, attempts, now(), f"{type(error).__name__}: {error}", final=False)
    return _end(message_id, attempts, "sent", now(), None)


def _written(message: Message, at: datetime) -> tuple[Letter | None, str]:
    """The letter as it is true now, or why there is none."""
    if message.made_at < at - OLDEST:
        return None, "too old"
    writer = outbox.writer_of(message.kind)
    if writer is not None:
        return writer(message, at), "no longer true, or nobody to send it to"
    if message.user_id is None:
        return None, "nobody to send it to"
    return letter_to(message.user_id, message.facts), "no confirmed address"


def _end(message_id: int, attempts: int, state: str, at: datetime, problem: str | None) -> str:
    # Facts are a reader's; nobody needs them any more.
    values = {"state": state, "ended_at": at, "problem": problem and problem[:255], "facts": {}}
    return _note(message_id, attempts, state, values)


def _put_off(message_id: int, attempts: int, at: datetime, problem: str, *, final: bool) -> str:
    pause = None if final else pause_after(attempts)
    if pause is None:
        return _end(message_id, attempts, "failed", at, problem)
    values = {"state": "waiting", "next_attempt_at": at + pause, "problem": problem[:255]}
    return _note(message_id, attempts, "put off", values)


def _note(message_id: int, attempts: int, name: str, values: dict[str, object]) -> str:
    # Only our own attempt: after a lease ran out, the letter is somebody else's.
    change_rows(update(Message).where(Message.id == message_id, Message.attempts == attempts).values(**values))
    return name
