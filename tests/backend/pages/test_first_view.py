"""What a page says before its scripts have arrived."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from backend.catalog.service import index_books
from backend.core import clock
from backend.core.database import db
from backend.core.settings import ROOT
from backend.house.models import HouseSetting
from backend.house.queries import forget
from backend.pages.rules import WORDS, locale_of, spelled, summary
from tests.backend.pages.conftest import EMPTY
from tests.factories import make_announcement, make_author, make_book, make_category, make_rating, make_user
from tests.queries import count_queries


@pytest.fixture
def shelf(pages: Any) -> list[int]:
    """Two novels and a cookery book."""
    with pages.app_context():
        novels, cooking = make_category("novels", name_zh="小说", name_en="Novels"), make_category("cooking")
        author = make_author("刘慈欣")
        books = [
            make_book("三体", authors=(author,), categories=(novels,), description="文明的<黑暗>森林。"),
            make_book("球状闪电", authors=(author,), categories=(novels,)),
            make_book("Bread & Butter", categories=(cooking,)),
        ]
        reader = make_user()
        for book in books:
            make_rating(reader, book, 4)
        index_books([book.id for book in books])
        db.session.commit()
        return [book.id for book in books]


def answer_in(page: str) -> tuple[str, Any]:
    found = re.search(r'<script type="application/json" data-question="([^"]*)">(.*?)</script>', page)
    assert found, page
    return unescape(found[1]), json.loads(found[2])


def test_a_book_s_page_says_what_the_book_is_and_brings_the_answer_that_the_app_would_ask_for(
    pages: Any, guest: Any, shelf: list[int]
) -> None:
    page = guest.get(f"/books/{shelf[0]}")
    assert page.status_code == 200
    assert "<title>三体 · 知阅图书馆</title>" in page.text
    assert '<meta property="og:title" content="三体" />' in page.text
    assert f'<link rel="canonical" href="http://localhost/books/{shelf[0]}" />' in page.text
    assert "文明的&lt;黑暗&gt;森林。</p>" in page.text
    question, answer = answer_in(page.text)
    assert (question, answer) == (f"/api/books/{shelf[0]}", guest.get(question).json)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", ""),
        ("?q=", ""),
        ("?sort=popular", ""),
        ("?category=novels&view=list", "category=novels"),
        ("?q=三体&sort=popular&page=1", "q=三体&sort=popular"),
        ("?rating_from=4&available=true&more=scroll", "rating_from=4&available=true"),
    ],
)
def test_a_list_brings_the_answer_to_what_the_list_will_ask(
    guest: Any, shelf: list[int], query: str, asked: str
) -> None:
    page = guest.get(f"/books{query}").text
    question, answer = answer_in(page)
    # What frontend/src/features/discovery/list/bookFilters.ts makes of the same address.
    wanted = {"sort": "relevance", "page": "1", "size": "24", **dict(parse_qsl(asked))}
    assert dict(parse_qsl(urlsplit(question).query)) == wanted
    assert answer == guest.get(question).json
    for book in answer["items"]:
        assert f'href="/books/{book["id"]}"' in page


def test_a_list_is_called_what_the_app_calls_it(guest: Any, shelf: list[int]) -> None:
    for query, heading in (("?q=三体", "搜索：三体"), ("?category=novels", "小说"), ("", "全部书目")):
        assert f"<h1>{heading}</h1>" in guest.get(f"/books{query}").text
    guest.set_cookie("shelfwise_locale", "en")
    for query, heading in (("?q=三体", "Results for “三体”"), ("?category=novels", "Novels"), ("", "All books")):
        page = guest.get(f"/books{query}")
        assert f"<h1>{heading}</h1>" in page.text
        assert '<html lang="en"' in page.text
        assert "Cookie" in page.headers["Vary"]


@pytest.mark.parametrize(
    "query", ["?page=0", "?year_from=abc", "?unread=true", "?unknown=1", "?q=" + "x" * 201, "?q=%20a"]
)
def test_an_address_that_only_the_app_can_read_gets_the_page_as_it_was_built(
    guest: Any, shelf: list[int], query: str
) -> None:
    page = guest.get(f"/books{query}")
    assert (page.status_code, page.text) == (200, EMPTY)


@pytest.mark.parametrize("path", ["/books/999999", "/books?category=no-such-category"])
def test_what_is_not_there_is_the_app_s_page_with_the_status_that_says_so(pages: Any, guest: Any, path: str) -> None:
    page = guest.get(path)
    assert (page.status_code, page.text) == (404, EMPTY)


def test_the_front_page_greets_guests_alone(guest: Any, reader: Any, shelf: list[int]) -> None:
    page = guest.get("/").text
    assert "<h1>想读什么，从这里找起</h1>" in page
    question, answer = answer_in(page)
    assert answer == guest.get(question).json
    assert len(answer["items"]) == 3
    own = reader.get("/")
    # Only the app draws what is his; what is announced comes along, and is kept nowhere.
    assert '<div id="app"></div><script type="application/json" data-question="/api/announcements">' in own.text
    assert (own.headers["Cache-Control"], own.headers["Vary"]) == ("private, no-store", "Cookie")


def test_what_is_announced_stands_on_the_front_page_from_the_start(pages: Any, guest: Any, shelf: list[int]) -> None:
    with pages.app_context():
        number = make_announcement(kind="warning", text_zh="见 https://example.org <b>。\n周一闭馆").id
        make_announcement(audience="staff", text_zh="盘点")
        db.session.commit()
    page = guest.get("/").text
    assert '<div class="is-warning">' in page
    link = '<a href="https://example.org" rel="noopener noreferrer nofollow" target="_blank">https://example.org</a>'
    assert f"<p>见 {link} &lt;b&gt;。\n周一闭馆</p>" in page
    assert "盘点" not in page
    found = re.search(r'data-question="/api/announcements">(.*?)</script>', page)
    assert found is not None
    assert json.loads(found[1]) == guest.get("/api/announcements").get_json()
    guest.put(f"/api/announcements/{number}/dismissal")
    assert "first-news" not in guest.get("/").text


def test_every_tab_says_whose_library_it_is_in_the_language_that_is_spoken(pages: Any, guest: Any, reader: Any) -> None:
    with pages.app_context():
        db.session.add(HouseSetting(name="name_en", value="Quay & <Sons>", changed_at=clock.now()))
        db.session.commit()
        forget()
    guest.set_cookie("shelfwise_locale", "en")
    reader.set_cookie("shelfwise_locale", "en")
    for who, path in ((guest, "/sign-in"), (guest, "/books/9999"), (guest, "/"), (reader, "/"), (reader, "/account")):
        page = who.get(path).text
        assert "<title>Quay &amp; &lt;Sons&gt;</title>" in page, path
        assert '<html lang="en"' in page, path
    again = guest.get("/sign-in", headers={"If-None-Match": guest.get("/sign-in").headers["ETag"]})
    assert (again.status_code, again.headers["Vary"]) == (304, "Cookie")


def test_nothing_in_a_title_breaks_out_of_the_page(pages: Any, guest: Any) -> None:
    title = r'</script><script>alert("1")</script> \g<0> & <b>'
    with pages.app_context():
        book_id = make_book(title, description=title).id
        db.session.commit()
    page = guest.get(f"/books/{book_id}").text
    assert "<script>alert" not in page
    assert answer_in(page)[1]["title"] == title
    assert "<script>alert" not in guest.get("/books", query_string={"q": title}).text


def test_a_page_that_has_not_changed_is_not_sent_again(guest: Any, shelf: list[int]) -> None:
    first = guest.get(f"/books/{shelf[0]}")
    assert guest.get(f"/books/{shelf[0]}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_page_costs_as_many_statements_as_its_answer(pages: Any, guest: Any, shelf: list[int]) -> None:
    for path, question in (("/books", "/api/books?size=24"), (f"/books/{shelf[0]}", f"/api/books/{shelf[0]}")):
        with count_queries() as asked:
            guest.get(question)
        with count_queries() as drawn:
            guest.get(path)
        assert len(drawn) <= len(asked), path


def test_the_words_on_a_first_view_are_the_app_s() -> None:
    for locale, words in WORDS.items():
        said = json.loads((ROOT / "frontend" / "src" / "i18n" / f"{locale}.json").read_text(encoding="utf-8"))
        places = {
            "titled": said["head"]["titled"],
            "books": said["nav"]["books"],
            "authorGap": said["book"]["authorGap"],
            "all": said["list"]["all"],
            "found": said["list"]["found"],
            "hero": said["home"]["hero"],
            "heroSentence": said["home"]["heroSentence"],
        }
        assert words == places


def test_a_question_has_one_spelling() -> None:
    values = {"b": True, "a": None, "c": 4.0, "d": "三 体"}
    assert spelled("/api/x", values) == "/api/x?b=true&c=4&d=%E4%B8%89+%E4%BD%93"
    assert spelled("/api/x", {}) == "/api/x"
    assert (locale_of("en"), locale_of(None), locale_of("de")) == ("en", "zh-CN", "zh-CN")


def test_a_summary_ends_where_a_word_or_sentence_does() -> None:
    assert summary("short  text\n here") == "short text here"
    assert summary("one two three four", 12) == "one two…"
    assert summary("一二三。四五六七八", 6) == "一二三…"
