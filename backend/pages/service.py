"""The page that a browser gets first: the built one, with what was asked for already in it.

Scripts take their time on a slow phone. So the title, the text and the books of a page come as plain HTML in the places
where the app will put them, together with the API's answer, which the app then need not ask for. It also is what
somebody without JavaScript reads, and what a link shows when it is shared.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from backend.announcements.rules import linked

_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description"[^>]*>')
_LANGUAGE = re.compile(r'<html lang="[^"]*"')
_ROOM = '<div id="app"></div>'
_ANSWER = Markup('<script type="application/json" data-question="{}">{}</script>')
# In JSON these stand in texts alone, where they may also be written so; the browser then finds no tag in them.
_NO_TAG = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
# As the app asks, else the browser would ask twice: https://html.spec.whatwg.org/multipage/links.html#link-type-preload
_ASKED = Markup('<link rel="preload" as="fetch" crossorigin="anonymous" href="{}">')
_LINK_TO = {
    "css": Markup('<link rel="stylesheet" crossorigin href="/{}">'),
    "js": Markup('<link rel="modulepreload" crossorigin href="/{}">'),
}


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
    # Other questions that the page asks, with their answers.
    also: Mapping[str, dict[str, Any]] = field(default_factory=dict)


class Shell:
    """The built index.html, and which files of the build belong to which source; read once."""

    def __init__(self, folder: Path) -> None:
        self.page = (folder / "index.html").read_text(encoding="utf-8")
        self.parts = Parts(folder / "parts.json", self.page)
        # StrictUndefined: a template that asks for what is not there fails in the tests, not quietly on a page.
        self.templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self.templates.filters["linked"] = linked

    def plain(self, library: str, locale: str) -> str:
        """The page with nothing in it yet but whose it is."""
        return _titled(_in_language(self.page, locale), library)

    def furnished(self, view: FirstView, words: dict[str, str], **told: Any) -> str:
        """The page with a first view in it. told: `locale`, the `library`'s name, the `origin` of the site and the
        page's `address`, without a query."""
        locale = told["locale"]
        told |= {"view": view, "words": words, "found": view.answer}
        head = self.templates.get_template("head.html").render(told)
        body = self.templates.get_template(view.template).render(told)
        answers = {view.question: view.answer, **view.also}
        told_too = Markup("").join(
            _ANSWER.format(question, htmlsafe_json_dumps(answer, ensure_ascii=False))
            for question, answer in answers.items()
        )
        page = _in_language(self.page, locale)
        # Functions, because a backslash in a title would be read as a reference.
        page = _TITLE.sub(lambda _: head, _DESCRIPTION.sub("", page, count=1), count=1)
        return page.replace(_ROOM, f'<div id="app">{body}</div>{told_too}', 1)

    def answering(
        self,
        answers: Mapping[str, str | None],
        asked: Sequence[str],
        sources: Sequence[str],
        *,
        library: str,
        locale: str,
    ) -> str:
        """The page with the API's answers (JSON, by question; None where there is none), with the questions that the
        browser asks while it reads on, and with the addresses of the files that these sources were built into, which it
        would otherwise learn one after the other."""
        told = Markup("").join(
            _ANSWER.format(question, Markup(answer.translate(_NO_TAG)))  # noqa: S704 (no tag is left in it)
            for question, answer in answers.items()
            if answer is not None
        )
        links = Markup("").join(_ASKED.format(question) for question in asked) + self.parts.links(sources)
        page = self.plain(library, locale).replace("</head>", f"{links}</head>", 1)
        return page.replace(_ROOM, f"{_ROOM}{told}", 1)


class Parts:
    """The manifest of the build: which files a source needs that the page does not name itself."""

    def __init__(self, manifest: Path, page: str) -> None:
        self.known: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
        # Packages are named by the way to them from the project's pages, which need not be a short one.
        self.packages = {name.rpartition("node_modules/")[2]: name for name in self.known if "node_modules/" in name}
        self.page = page

    def links(self, sources: Sequence[str]) -> Markup:
        """Links that have the files of these sources fetched at once."""
        files = [name for name in self._files(sources) if f"/{name}" not in self.page]
        return Markup("").join(_LINK_TO[name.rpartition(".")[2]].format(name) for name in files)

    def _files(self, sources: Sequence[str]) -> list[str]:
        chunks: dict[str, dict[str, Any]] = {}
        for source in sources:
            self._gather(self.packages.get(source, source), chunks)
        styles = dict.fromkeys(name for chunk in chunks.values() for name in chunk.get("css", []))
        return [*styles, *(chunk["file"] for chunk in chunks.values())]

    def _gather(self, source: str, chunks: dict[str, dict[str, Any]]) -> None:
        """What it imports comes before it, and so do the styles of that."""
        chunk = self.known.get(source)
        if chunk is None or source in chunks:
            return
        # Named before it is in its place: two files may import each other.
        chunks[source] = chunk
        for name in chunk.get("imports", []):
            self._gather(name, chunks)
        chunks[source] = chunks.pop(source)


def _titled(page: str, title: str) -> str:
    return _TITLE.sub(lambda _: Markup("<title>{}</title>").format(title), page, count=1)


def _in_language(page: str, locale: str) -> str:
    return _LANGUAGE.sub(lambda _: f'<html lang="{locale}"', page, count=1)
