"""Making a mail of a letter: the template of its kind in the reader's language, as plain text and as HTML."""

import hashlib
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from backend.core.outbox import Letter
from backend.core.settings import Settings
from backend.house.queries import name_of_library
from backend.notices.rules import Template, template_of, told_day, told_money

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def _on_one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


@pass_context
def _day(context: Context, value: str) -> str:
    return told_day(date.fromisoformat(value), context["locale"])


# A name on a missing value is a mistake of the template, to be seen; a value never brings lines of its own.
_words = Environment(autoescape=False, undefined=StrictUndefined, finalize=_on_one_line)  # noqa: S701 (plain text)
_words.filters.update(day=_day, money=told_money)
_pages = Environment(autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(TEMPLATES), trim_blocks=True)


def mail_of(letter: Letter, kind: str, key: str, sender: str, settings: Settings, at: datetime) -> EmailMessage:
    """The mail, complete; the same key always has the same Message-ID, so that a copy can be known as one."""
    library = name_of_library(settings, letter.locale)
    own = {"name": letter.name, "library": library, "site": settings.site_url, "locale": letter.locale}
    values = {**letter.facts, **own}
    template = _template(letter.template or kind, letter.locale)
    subject = _filled(template.subject, values)
    parts = [(_filled(part.words, values), _filled(part.link, values)) for part in template.parts]

    sender_name, address = parseaddr(sender)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = Address(sender_name or library, addr_spec=address)
    mail["To"] = Address(_on_one_line(letter.name), addr_spec=letter.address)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{address.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    text = [f"{words}\n{link}" if link else words for words, link in parts]
    mail.set_content("\n\n".join([*text, f"-- \n{library}\n{settings.site_url}"]) + "\n")
    html = _pages.get_template("layout.html").render(
        subject=subject, parts=parts, library=library, site=settings.site_url, locale=letter.locale
    )
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = letter.locale  # After the parts: one that is there before goes into the first of them.
    return mail


@cache
def _template(kind: str, locale: str) -> Template:
    return template_of((TEMPLATES / locale / f"{kind}.txt").read_text(encoding="utf-8"))


def _filled(source: str | None, values: dict[str, Any]) -> str:
    return _words.from_string(source or "").render(values)
