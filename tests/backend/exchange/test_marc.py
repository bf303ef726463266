"""MARC 21 as other libraries write it."""

import pytest
from pymarc import Field, Indicators, Record, Subfield

from backend.catalog.rules.facts import BookFacts, Credit
from backend.core.encodings import FileEmpty
from backend.exchange.rules.errors import NoSuchXml, RecordTooLong
from backend.exchange.rules.marc_writing import as_marc, marc_record
from tests.backend.exchange.files import AWKWARD, TODAY, read, written

FOREIGN = "00000nam a2200000 i 4500"


def field(tag: str, indicators: str, **parts: str) -> Field:
    subfields = [Subfield(code.lstrip("_"), text) for code, text in parts.items()]
    return Field(tag, Indicators(*indicators), subfields)


def foreign(*fields: Field, leader: str = FOREIGN) -> bytes:
    record = Record(leader=leader)
    record.add_field(Field("001", data="ocm0001"), Field("003", data="OCoLC"), *fields)
    return bytes(record.as_marc())


def raw(body: bytes, coding: bytes = b" ") -> bytes:
    """A record of one field 245 $a, given in bytes."""
    value = b"10\x1fa" + body + b"\x1e"
    head = b"245%04d%05d\x1e" % (len(value), 0)
    length = 24 + len(head) + len(value) + 1
    return b"%05dnam %s22%05d i 4500" % (length, coding, 24 + len(head)) + head + value + b"\x1d"


def test_a_record_with_isbd_punctuation_and_inverted_names_becomes_a_book() -> None:
    [record] = read(
        "marc",
        foreign(
            Field("008", data="750101s1974    nyu                  chi d"),
            field("020", "  ", a="0061054887 (pbk.) :", c="$7.99"),
            field("041", "1 ", a="eng", h="fre"),
            field("100", "1 ", a="Le Guin, Ursula K.,", d="1929-2018,", e="author."),
            field("245", "14", a="The dispossessed :", b="an ambiguous utopia /", c="Ursula K. Le Guin."),
            field("246", "1 ", i="Original title:", a="The dispossessed"),
            field("260", "  ", a="New York :", b="Harper & Row,", c="c1974."),
            field("490", "1 ", a="Hainish cycle ;", v="v. 5"),
            field("520", "  ", a="A physicist."),
            field("520", "  ", a="Two worlds."),
            field("650", " 0", a="Science fiction."),
            field("700", "1 ", a="Huang, Han.", _4="trl"),
            field("700", "1 ", a="Reader, Some", e="narrator"),
            field("700", "12", a="Other, Author", t="Another work"),
        ),
    )
    assert record.problems == ()
    assert (record.number, record.subjects) == ("OCoLC-ocm0001", ("Science fiction",))
    assert record.given == {
        "title": "The dispossessed",
        "subtitle": "an ambiguous utopia",
        "original_title": "The dispossessed",
        "authors": (Credit("Ursula K. Le Guin"), Credit("Han Huang", "translator")),
        "series": "Hainish cycle",
        "volume": 5.0,
        "publisher": "Harper & Row",
        "published_year": 1974,
        "language": "en",
        "isbn13": "9780061054884",
        "description": "A physicist.\n\nTwo worlds.",
    }


def test_of_a_romanised_record_the_original_script_is_the_title_on_the_book() -> None:
    [record] = read(
        "marc",
        foreign(
            field("100", "1 ", _6="880-01", a="Liu, Cixin."),
            field("245", "10", _6="880-02", a="San ti /"),
            field("880", "1 ", _6="100-01/$1", a="刘, 慈欣."),
            field("880", "10", _6="245-02/$1", a="三体 /"),
        ),
    )
    assert record.given["title"] == "三体"
    assert record.given["authors"][0].name == "Cixin Liu"


def test_marc_8_is_read_with_its_accents_before_the_letters() -> None:
    [record] = read("marc", raw(b"Cien a\xe4nos de soledad"))
    assert record.given["title"] == "Cien años de soledad"


def test_utf_8_that_says_it_is_marc_8_is_read_all_the_same() -> None:
    [record] = read("marc", raw("三体".encode()))
    assert record.given["title"] == "三体"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (raw("百年孤独和战争与和平".encode("gbk")), "wrong_encoding"),
        (raw(b"caf\xe9", b"a"), "wrong_encoding"),
        (b"99999" + raw(b"Title")[5:], "leader_broken"),
        (b"abcde" + raw(b"Title")[5:], "leader_broken"),
        (raw(b"Title")[:12] + b"99999" + raw(b"Title")[17:], "record_broken"),
        (raw(b"Title").replace(b"245", b"24\xff"), "wrong_encoding"),
        (b"00026nam a2200025 i 4500\x1e\x1d", "record_broken"),
    ],
)
def test_a_broken_record_is_refused_and_the_others_are_read(data: bytes, code: str) -> None:
    good = raw(b"Good")
    records = read("marc", good + data + b"\r\n" + good)
    assert [[problem.code for problem in record.problems] for record in records] == [[], [code], []]
    assert [record.given.get("title") for record in records] == ["Good", None, "Good"]


def test_a_file_that_is_cut_off_loses_its_last_record_only() -> None:
    records = read("marc", raw(b"One") + raw(b"Two")[:-9])
    assert [[problem.code for problem in record.problems] for record in records] == [[], ["record_truncated"]]


def test_xml_that_breaks_off_keeps_the_records_before() -> None:
    data = written("marcxml", [("SW-that-1", AWKWARD[0]), ("SW-that-2", AWKWARD[1])])
    records = read("marcxml", data[: data.rindex(b"<datafield")])
    assert [[problem.code for problem in record.problems] for record in records] == [[], ["xml_broken"]]


def test_a_record_of_xml_with_a_broken_leader_is_refused_alone() -> None:
    data = written("marcxml", [(f"SW-that-{n}", AWKWARD[0]) for n in range(3)])
    start = data.index(b"<leader>", data.index(b"<leader>") + 1)
    records = read("marcxml", data[:start] + b"<leader>short" + data[data.index(b"</leader>", start) :])
    assert [[problem.code for problem in record.problems] for record in records] == [[], ["record_broken"], []]


@pytest.mark.parametrize(
    "data",
    [
        b"no xml at all",
        b"<html><body/></html>",
        b'<?xml version="1.0" encoding="gbk"?><collection/>',
        b'<?xml version="1.0" encoding="klingon"?><collection/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><collection><record>&x;</record></collection>',
    ],
)
def test_what_is_no_marcxml_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(NoSuchXml):
        read("marcxml", data)


@pytest.mark.parametrize("format_name", ["csv", "marc", "marcxml"])
def test_an_empty_file_is_refused(format_name: str) -> None:
    with pytest.raises(FileEmpty):
        read(format_name, b" \n")


def test_a_record_longer_than_the_format_allows_is_refused_when_it_is_written() -> None:
    many = tuple(Credit("人" * 250 + str(number), original_name="名" * 250) for number in range(80))
    with pytest.raises(RecordTooLong):
        as_marc(marc_record("SW-1", "SW", TODAY, BookFacts(title="Long", authors=many)))
