"""A book as a MARC 21 record, by the table in marc_table."""

from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree import ElementTree

from pymarc import Field, Indicators, Record, Subfield
from pymarc.marcxml import MARC_XML_NS, record_to_xml_node

from backend.catalog.rules.facts import BookFacts, Credit, line, paragraphs
from backend.catalog.rules.languages import MARC_CODES
from backend.exchange.rules.csv_writing import plain_number
from backend.exchange.rules.errors import RecordTooLong
from backend.exchange.rules.marc_table import (
    CATEGORY,
    LONGEST_RECORD,
    LONGEST_TEXT_BYTES,
    MORE_DESCRIPTION,
    PRICE,
    RELATORS,
    YEARS_AS_WRITTEN,
)

_LEADER = "00000nam a2200000 c 4500"
XML_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{MARC_XML_NS}">\n'.encode()
XML_FOOT = b"</collection>\n"


def as_marc(record: Record) -> bytes:
    """The record in ISO 2709. Raises RecordTooLong."""
    written = record.as_marc()
    if len(written) > LONGEST_RECORD:
        raise RecordTooLong
    return written


def as_xml(record: Record) -> bytes:
    return str(ElementTree.tostring(record_to_xml_node(record), encoding="unicode")).encode() + b"\n"


def marc_record(number: str, library: str, added_on: date, facts: BookFacts) -> Record:
    """The record of a book, given by its control number, the library's code, its day and its facts."""
    record = Record(leader=_LEADER, force_utf8=True)
    record.add_field(Field("001", data=number), Field("003", data=library), Field("008", data=_codes(added_on, facts)))
    links: list[Field] = []
    fields = [*_numbers(facts), *_people(facts, links), *_texts(facts, links), *_local(facts)]
    for field in sorted([*fields, *links], key=lambda field: field.tag):
        record.add_field(field)
    return record


def _codes(added_on: date, facts: BookFacts) -> str:
    """Field 008, forty characters."""
    year = facts.published_year
    when = f"s{year}" if year in YEARS_AS_WRITTEN else "nuuuu"
    return f"{added_on:%y%m%d}{when}    xx {'':17}{MARC_CODES.get(facts.language or '', 'und')} d"


def _numbers(facts: BookFacts) -> Iterator[Field]:
    if facts.isbn13:
        yield _field("020", "  ", ("a", facts.isbn13))
    if facts.language in MARC_CODES:
        yield _field("041", "0 ", ("a", MARC_CODES[facts.language]))
    elif facts.language:
        yield _field("041", " 7", ("a", facts.language), ("2", "rfc5646"))
    if facts.published_year is not None and facts.published_year not in YEARS_AS_WRITTEN:
        era = "b" if facts.published_year < 0 else "c"
        yield _field("046", "  ", ("a", "s"), (era, str(abs(facts.published_year))))


def _people(facts: BookFacts, links: list[Field]) -> Iterator[Field]:
    for place, one in enumerate(facts.authors):
        tag = "100" if place == 0 and one.role == "author" else "700"
        yield _linked(tag, "0 ", one.original_name, links, _credit(one))


def _credit(one: Credit) -> list[tuple[str, str | None]]:
    return [("a", one.name), ("e", one.role), ("4", RELATORS[one.role])]


def _texts(facts: BookFacts, links: list[Field]) -> Iterator[Field]:
    yield _field("245", "00", ("a", facts.title), ("b", facts.subtitle))
    year = facts.published_year
    if facts.publisher or year in YEARS_AS_WRITTEN:
        when = str(year) if year in YEARS_AS_WRITTEN else None
        yield _field("264", " 1", ("b", facts.publisher), ("c", when))
    if facts.series:
        volume = None if facts.volume is None else plain_number(facts.volume)
        yield _linked("490", "0 ", facts.series_original_name, links, [("a", facts.series), ("v", volume)])
    for place, part in enumerate(_parts(paragraphs(facts.description) or "")):
        tag = MORE_DESCRIPTION if place else "520"
        yield Field(tag, Indicators(" ", " "), [Subfield("a", part)])
    if facts.original_title:
        yield _field("765", "08", ("t", facts.original_title))


def _local(facts: BookFacts) -> Iterator[Field]:
    price = None if facts.price_cents is None else str(facts.price_cents)
    yield _field(PRICE, "  ", ("p", price), ("c", facts.currency))
    for slug in facts.categories:
        yield _field(CATEGORY, "  ", ("a", slug))


def _linked(
    tag: str, indicators: str, other_script: str | None, links: list[Field], parts: list[tuple[str, str | None]]
) -> Field:
    """The field, and beside it the 880 with the same in its own script where there is one."""
    if not other_script:
        return _field(tag, indicators, *parts)
    link = f"{len(links) + 1:02d}"
    links.append(_field("880", indicators, ("6", f"{tag}-{link}"), ("a", other_script)))
    return _field(tag, indicators, ("6", f"880-{link}"), *parts)


def _field(tag: str, indicators: str, *parts: tuple[str, str | None]) -> Field:
    subfields = [Subfield(code, text) for code, value in parts if (text := line(value))]
    return Field(tag, Indicators(*indicators), subfields)


def _parts(text: str) -> Iterable[str]:
    """The text in parts that a field can hold."""
    while text:
        part = text.encode()[:LONGEST_TEXT_BYTES].decode(errors="ignore")
        yield part
        text = text[len(part) :]
