"""Records out of MARC 21, in ISO 2709 or as MARCXML. A broken record costs only itself."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax import SAXException, make_parser
from xml.sax.handler import feature_namespaces, property_lexical_handler

from pymarc import Field, Leader, PymarcException, Record, Subfield, XmlHandler, marc8_to_unicode
from pymarc.marc8_mapping import CODESETS, ODD_MAP

from backend.catalog.rules.facts import Problem
from backend.core.encodings import FileEmpty
from backend.exchange.rules import records
from backend.exchange.rules.errors import NoSuchXml
from backend.exchange.rules.marc_fields import Fields, complete, facts_in, subjects_in
from backend.exchange.rules.records import OURS, broken, number_in

_END = b"\x1d"
_ANSEL, _ESCAPE = 0x45, 0x1B


def read_marc(data: bytes) -> Iterator[records.Record]:
    """The records of a file in ISO 2709: each ends where its terminator is, whatever its leader says.

    Raises FileEmpty.
    """
    if not data.strip():
        raise FileEmpty
    chunks = data.split(_END)
    rest = chunks.pop().strip()
    for place, chunk in enumerate(chunks, start=1):
        # Some programs put line ends between records.
        yield _of_chunk(place, chunk.lstrip(b"\r\n \x00\x1a") + _END)
    if rest.strip(b"\x00\x1a"):
        yield broken(len(chunks) + 1, "record_truncated")


def _of_chunk(place: int, chunk: bytes) -> records.Record:
    if not chunk[:5].isdigit() or int(chunk[:5]) != len(chunk):
        return broken(place, "leader_broken", chunk[:24].decode("ascii", "replace"))
    try:
        raw = Record(chunk, to_unicode=False)
        return _of_record(place, _decoded(raw, chunk))
    except UnicodeDecodeError:
        return broken(place, "wrong_encoding")
    except (PymarcException, ValueError, IndexError, KeyError) as error:
        return broken(place, "record_broken", str(error))


def _decoded(raw: Record, chunk: bytes) -> Record:
    """The record with texts in place of bytes. Raises UnicodeDecodeError."""
    record = Record(leader=str(raw.leader))
    # Many records in UTF-8 say that they are not; MARC-8 never passes for it, because accents come before their letter.
    utf8 = raw.leader[9] == "a" or _is_utf8(chunk)
    for field in raw.fields:
        if field.control_field:
            data: Any = field.data
            record.add_field(Field(field.tag, data=data.decode("utf-8" if utf8 else "latin-1")))
        else:
            texts = [Subfield(code, _text(value, utf8)) for code, value in field.subfields]
            record.add_field(Field(field.tag, field.indicators, texts))
    return record


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return _ESCAPE not in chunk


def _text(value: Any, utf8: bool) -> str:
    if utf8:
        return str(value, "utf-8")
    # The decoder would put a space for what MARC-8 does not have; GBK is full of it.
    if _ESCAPE not in value and any(
        byte > 0x80 and byte not in CODESETS[_ANSEL] and byte not in ODD_MAP for byte in value
    ):
        raise UnicodeDecodeError("marc-8", value, 0, len(value), "not MARC-8")
    return marc8_to_unicode(value, True)


def _of_record(place: int, record: Record) -> records.Record:
    fields = Fields(record)
    problems: list[Problem] = []
    given = facts_in(fields, problems)
    library = fields.data("003").strip()
    number = number_in(fields.data("001").strip(), library, given.get("title", ""))
    # Only who has written a whole record may mean that what is missing shall be empty.
    given = complete(given) if library.startswith(OURS) else given
    return records.Record(place, number, given, subjects_in(fields), tuple(problems))


def read_xml(data: bytes) -> Iterator[records.Record]:
    """The records of a MARCXML file, up to where it is no XML. Raises FileEmpty, NoSuchXml."""
    if not data.strip():
        raise FileEmpty
    found = _Found()
    # Entities could be files of this machine or grow without end: they need a type definition, which `found` refuses.
    parser = make_parser()  # noqa: S317
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(found)
    parser.setProperty(property_lexical_handler, found)
    stopped = None
    try:
        parser.parse(BytesIO(data))
    except (SAXException, LookupError, ValueError) as error:
        # The last two: an encoding that the parser does not know.
        stopped = str(error)
    if stopped is not None and not found.read:
        raise NoSuchXml
    for place, record in enumerate(found.read, start=1):
        yield broken(place, "record_broken") if record is None else _of_record(place, record)
    if stopped is not None:
        yield broken(len(found.read) + 1, "xml_broken", stopped)
    elif not found.read:
        raise NoSuchXml


class _Found(XmlHandler):
    """The records of a document in their order; None for one that is broken."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.read: list[Record | None] = []
        self._is_broken = False

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 (SAX's own name)
        if name[1] == "record":
            self._is_broken = False
        try:
            super().startElementNS(name, qname, attrs)  # type: ignore[no-untyped-call]
        except (PymarcException, KeyError, ValueError):
            self._is_broken = True

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802 (SAX's own name)
        try:
            super().endElementNS(name, qname)  # type: ignore[no-untyped-call]
        except (PymarcException, KeyError, ValueError):
            self._is_broken = True

    def process_record(self, record: Record) -> None:
        self.read.append(None if self._is_broken or not isinstance(record.leader, Leader) else record)

    def startDTD(self, *_: object) -> None:  # noqa: N802 (SAX's own name)
        raise SAXException("document type definition")

    def endDTD(self) -> None:  # noqa: N802 (SAX's own name)
        """SAX asks for it."""

    def comment(self, content: str) -> None:
        """SAX asks for it."""

    def startCDATA(self) -> None:  # noqa: N802 (SAX's own name)
        """SAX asks for it."""

    def endCDATA(self) -> None:  # noqa: N802 (SAX's own name)
        """SAX asks for it."""
