"""Facts out of the fields of a MARC 21 record, by the table in marc_table."""

import re
from collections.abc import Iterator
from typing import Any

from pymarc import Field, Record

from backend.catalog.rules import isbn13_of
from backend.catalog.rules.facts import BookFacts, Credit, Problem
from backend.catalog.rules.languages import language_of
from backend.exchange.rules.marc_table import CATEGORY, MORE_DESCRIPTION, PRICE, ROLE_OF

_ISBD = re.compile(r"[\s/:;,=]+$")
_HAN = re.compile("[\u3400-\u9fff]")
# The one behind an initial belongs to the name, the one behind a word ends the field.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{2})\.$")
_ORIGINAL = re.compile("riginal|原")


class Fields:
    """A record's fields by tag, and the 880 that belongs to each."""

    def __init__(self, record: Record) -> None:
        self._fields = record.get_fields()
        # Where a library says that it left ISBD punctuation out, what stands at the end is the text's own.
        self.punctuated = record.leader[18] != "c"
        self._linked = {
            field["6"][:6]: field for field in self._fields if field.tag == "880" and "6" in field and "a" in field
        }

    def all(self, *tags: str) -> Iterator[Field]:
        return (field for field in self._fields if field.tag in tags)

    def text(self, tag: str, code: str) -> str | None:
        """The first such subfield that says something, without ISBD punctuation."""
        return next((text for field in self.all(tag) if (text := self.bare(field.get(code)))), None)

    def data(self, tag: str) -> str:
        return next((field.data or "" for field in self.all(tag)), "")

    def other_script(self, field: Field) -> Field | None:
        return self._linked.get(f"{field.tag}-{field['6'][4:6]}") if "6" in field else None

    def bare(self, text: str | None) -> str:
        text = (text or "").strip()
        return _ISBD.sub("", text) if self.punctuated else text


def facts_in(fields: Fields, problems: list[Problem]) -> dict[str, Any]:
    """The facts that a record speaks of, by their names in BookFacts; what is wrong goes to `problems`."""
    title = next(fields.all("245"), None)
    found: dict[str, Any] = {
        "isbn13": _isbn(fields, problems),
        "language": _language(fields),
        "published_year": _year(fields, problems),
        "authors": tuple(_credits(fields)),
        "original_title": _original_title(fields),
        "publisher": _printed(fields, "264", "b") or _printed(fields, "260", "b"),
        "description": _description(fields),
        "categories": tuple(text for field in fields.all(CATEGORY) for text in field.get_subfields("a")),
        "price_cents": _price(fields, problems),
        "currency": fields.text(PRICE, "c"),
        **_series(fields),
    }
    if title is not None:
        # A title in Latin letters beside its own script is a transliteration; on the book stands the other one.
        title = fields.other_script(title) or title
        found |= {"title": fields.bare(title.get("a")), "subtitle": fields.bare(title.get("b"))}
    return {name: value for name, value in found.items() if value not in (None, "", ())}


def complete(given: dict[str, Any]) -> dict[str, Any]:
    """The same with every fact: what a record of ours does not mention is empty."""
    return vars(BookFacts(**{"title": "", **given}))


def subjects_in(fields: Fields) -> tuple[str, ...]:
    """Words that may be names of our categories."""
    tagged = fields.all("072", "084", "650", "653")
    words = (fields.bare(text).rstrip(".") for field in tagged for text in field.get_subfields("a"))
    return tuple(dict.fromkeys(word for word in words if word))


def _isbn(fields: Fields, problems: list[Problem]) -> str | None:
    # "7536692935 (pbk.) : CNY 23.00"
    numbers = [text.split("(")[0].split(":")[0] for field in fields.all("020") for text in field.get_subfields("a")]
    valid = [isbn for text in numbers if (isbn := isbn13_of(text))]
    if numbers and not valid:
        problems.append(Problem("isbn13", "isbn_invalid", numbers[0].strip()))
    return valid[0] if valid else None


def _language(fields: Fields) -> str | None:
    for field in fields.all("041"):
        code = (field.get("a") or "").strip()
        # Before 2001 libraries wrote several codes in one subfield: engfre.
        return code if "2" in field else language_of(code) or language_of(code[:3])
    return language_of(fields.data("008")[35:38])


def _year(fields: Fields, problems: list[Problem]) -> int | None:
    for code, sign in (("b", -1), ("c", 1)):
        text = fields.text("046", code)
        if text and text.isdecimal():
            return sign * int(text[:9])
    for text in (fields.text("264", "c"), fields.text("260", "c"), fields.data("008")[7:11]):
        if found := re.search(r"(?<!\d)\d{4}(?!\d)", text or "", re.ASCII):
            year = int(found.group())
            # 9999 in the codes means that the work goes on.
            return year if year != 9999 or text != "9999" else None
    return None


def _credits(fields: Fields) -> Iterator[Credit]:
    for field in fields.all("100", "110", "700", "710"):
        # With a title of its own it is a work beside this one, not a maker of it.
        role = None if "t" in field else _role(field)
        name = _name(fields, field)
        if role and name:
            own = fields.other_script(field)
            yield Credit(name, role, _name(fields, own) if own else None)


def _role(field: Field) -> str | None:
    terms = [text.strip(" .,").lower() for text in field.get_subfields("4", "e")]
    known = next((ROLE_OF[term] for term in terms if term in ROLE_OF), None)
    # Narrators and publishers are no makers of a book that the catalogue names.
    return known or ("author" if not terms or field.tag in ("100", "110") else None)


def _name(fields: Fields, field: Field) -> str:
    """As on a title page: `Le Guin, Ursula K.,` is Ursula K. Le Guin; 刘, 慈欣 is 刘慈欣."""
    name = fields.bare(field.get("a"))
    if fields.punctuated:
        name = _FULL_STOP.sub("", name)
    family, comma, given = name.partition(",")
    if not comma or (field.indicators and field.indicators.first == "0") or field.tag in ("110", "710"):
        return name
    if _HAN.search(name):
        return family.strip() + given.strip()
    return f"{given.strip()} {family.strip()}".strip()


def _original_title(fields: Fields) -> str | None:
    said = (fields.bare(field.get("a")) for field in fields.all("246") if _ORIGINAL.search(field.get("i") or ""))
    return fields.text("765", "t") or fields.text("240", "a") or next((text for text in said if text), None)


def _printed(fields: Fields, tag: str, code: str) -> str | None:
    for field in fields.all(tag):
        own = fields.other_script(field)
        if text := fields.bare((own or field).get(code) or field.get(code)):
            return text
    return None


def _series(fields: Fields) -> dict[str, Any]:
    for field in (*fields.all("490"), *fields.all("830")):
        if name := fields.bare(field.get("a")):
            own = fields.other_script(field)
            volume = re.search(r"\d{1,5}(\.\d{1,17})?", field.get("v") or "", re.ASCII)
            return {
                "series": name,
                "series_original_name": fields.bare(own.get("a")) if own else None,
                "volume": float(volume.group()) if volume else None,
            }
    return {}


def _description(fields: Fields) -> str | None:
    texts = [text for field in fields.all("520") for text in field.get_subfields("a")]
    more = [text for field in fields.all(MORE_DESCRIPTION) for text in field.get_subfields("a")]
    return "\n\n".join(texts) + "".join(more) or None


def _price(fields: Fields, problems: list[Problem]) -> int | None:
    text = fields.text(PRICE, "p")
    if text and not re.fullmatch(r"\d{1,10}", text, re.ASCII):
        problems.append(Problem("price_cents", "price_impossible", text))
        return None
    return int(text) if text else None
