"""When a letter is tried again, and when it is given up; what a template says."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

# After each attempt that did not succeed; after the last one it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
# A runner that has not ended by then has died: far longer than sending one letter can take.
LEASE = timedelta(minutes=15)
# Nobody wants to be told by mail what was two days ago: mail was not set up then, or the job did not run.
OLDEST = timedelta(days=2)
# How long ended letters are kept: until then the same thing is not told again.
KEPT = timedelta(days=400)

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_BUTTON = re.compile(r"\[(?P<label>[^\]]+)\]\((?P<link>.+)\)")


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when it is time to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def told_day(day: date, locale: str) -> str:
    """A day as a letter names it."""
    if locale == "zh-CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def told_money(cents: int) -> str:
    return f"¥{cents / 100:,.2f}"


@dataclass(frozen=True)
class Part:
    """A paragraph, or a link with its words; both still with holes for values."""

    words: str
    link: str | None = None


@dataclass(frozen=True)
class Template:
    subject: str
    parts: tuple[Part, ...]


def template_of(source: str) -> Template:
    """A template as it is written: the subject, then paragraphs, one of which may be `[words](link)`.

    It is taken apart before values are filled in: a value can never become a link or a paragraph.
    """
    subject, *paragraphs = re.split(r"\n\s*\n", source.strip())
    parts = []
    for paragraph in paragraphs:
        found = _BUTTON.fullmatch(paragraph.strip())
        parts.append(Part(found["label"], found["link"]) if found else Part(paragraph.strip()))
    return Template(subject.strip(), tuple(parts))
