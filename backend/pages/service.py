"""The page that a browser gets first: the built one, with what was asked for already in it.

Scripts take their time on a slow phone. So the title, the text and the books of a page come as plain HTML in the places
where the app will put them, together with the API's answer, which the app then need not ask for. It also is what
somebody without JavaScript reads, and what a link shows when it is shared.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description"[^>]*>')
_LANGUAGE = re.compile(r'<html lang="[^"]*"')
_ROOM = '<div id="app"></div>'


@dataclass(frozen=True)
class FirstView:
    """What a page shows first."""

    template: str
    # As link previews name it: book or website (https://ogp.me).
    kind: str
    # Empty: the page has none of its own.
    title: str
    description: str
    # The question to the API that the answer answers, as rules.spelled spells it.
    question: str
    answer: dict[str, Any]
    picture: str | None = None
    # There are filters in use, which take a line above the books.
    narrowed: bool = False


class Shell:
    """The built index.html, read once."""

    def __init__(self, page: Path) -> None:
        self.page = page.read_text(encoding="utf-8")
        # StrictUndefined: a template that asks for what is not there fails in the tests, not quietly on a page.
        self.templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )

    def furnished(self, view: FirstView, words: dict[str, str], **told: Any) -> str:
        """The page with a first view in it. told: `locale`, the `library`'s name, the `origin` of the site and the
        page's `address`, without a query."""
        locale = told["locale"]
        told |= {"view": view, "words": words, "found": view.answer}
        head = self.templates.get_template("head.html").render(told)
        body = self.templates.get_template(view.template).render(told)
        answer = Markup('<script type="application/json" id="first-answer" data-question="{}">{}</script>').format(
            view.question, htmlsafe_json_dumps(view.answer, ensure_ascii=False)
        )
        page = _LANGUAGE.sub(lambda _: f'<html lang="{locale}"', self.page, count=1)
        # Functions, because a backslash in a title would be read as a reference.
        page = _TITLE.sub(lambda _: head, _DESCRIPTION.sub("", page, count=1), count=1)
        return page.replace(_ROOM, f'<div id="app">{body}</div>{answer}', 1)
