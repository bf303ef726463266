"""What somebody types, and the book that he means. The same on SQLite and on MariaDB."""

from typing import Any

import pytest
from flask.testing import FlaskClient

THREE_BODY, FOREST, DEATH = "三体", "三体Ⅱ：黑暗森林", "三体Ⅲ：死神永生"
DREAM, KARAMAZOV, CRIME = "红楼梦", "卡拉马佐夫兄弟", "Crime and Punishment"

FIRST: list[tuple[str, str]] = [
    # Chinese, by words and by characters
    ("三体", THREE_BODY),
    ("黑暗森林", FOREST),
    ("死神永生", DEATH),
    ("红楼梦", DREAM),
    ("围城", "围城"),
    ("围城 钱锺书", "围城"),
    ("围城 钱钟书", "围城"),
    ("活着", "活着"),
    ("余华 活着", "活着"),
    ("平凡的世界", "平凡的世界"),
    ("骆驼祥子", "骆驼祥子"),
    ("呐喊", "呐喊"),
    ("百年孤独", "百年孤独"),
    ("马尔克斯", "百年孤独"),
    ("加西亚马尔克斯", "百年孤独"),
    ("时间简史", "时间简史"),
    ("万物简史", "万物简史"),
    ("乡土中国 费孝通", "乡土中国"),
    ("射雕", "射雕英雄传"),
    ("城堡", "城堡"),
    ("三 体", THREE_BODY),
    ("刘慈欣三体", THREE_BODY),
    ("球状闪电 刘慈欣", "球状闪电"),
    ("权力的游戏", "冰与火之歌·卷一：权力的游戏"),
    ("银河帝国", "银河帝国：基地"),
    ("《三体》", THREE_BODY),
    ("１９８４", "1984"),
    # Pinyin, whole, in syllables, as it is being typed
    ("santi", THREE_BODY),
    ("san ti", THREE_BODY),
    ("sant", THREE_BODY),
    ("SanTi", THREE_BODY),
    ("hongloumeng", DREAM),
    ("hong lou meng", DREAM),
    ("hongloum", DREAM),
    ("weicheng", "围城"),
    ("huozhe", "活着"),
    ("luotuoxiangzi", "骆驼祥子"),
    ("shijianjianshi", "时间简史"),
    ("shijian jianshi", "时间简史"),
    ("bainiangudu", "百年孤独"),
    ("heiansenlin", FOREST),
    ("sishenyongsheng", DEATH),
    ("pingfandeshijie", "平凡的世界"),
    ("xiangtu zhongguo", "乡土中国"),
    ("qianzhongshu", "围城"),
    ("santi liucixin", THREE_BODY),
    # Initials
    ("st", THREE_BODY),
    ("hlm", DREAM),
    ("bngd", "百年孤独"),
    ("sjjs", "时间简史"),
    ("ltxz", "骆驼祥子"),
    ("pfdsj", "平凡的世界"),
    ("sdyxz", "射雕英雄传"),
    ("hasl", FOREST),
    # Traditional and simplified
    ("紅樓夢", DREAM),
    ("三體", THREE_BODY),
    ("圍城", "围城"),
    ("時間簡史", "时间简史"),
    ("駱駝祥子", "骆驼祥子"),
    ("卡拉馬佐夫", KARAMAZOV),
    ("複眼人", "The Man with the Compound Eyes"),
    ("复眼人", "The Man with the Compound Eyes"),
    # Latin letters: case, accents, beginnings, other languages
    ("dune", "沙丘"),
    ("DUNE", "沙丘"),
    ("cosmos", "Cosmos"),
    ("cosm", "Cosmos"),
    ("the hobbit", "The Hobbit"),
    ("hobbit", "The Hobbit"),
    ("tolkien hobbit", "The Hobbit"),
    ("lord of the rings", "魔戒"),
    ("the lord of the ri", "魔戒"),
    ("nineteen eighty four", "1984"),
    ("nineteen eighty-four", "1984"),
    ("1984", "1984"),
    ("cien anos de soledad", "百年孤独"),
    ("Cien Años", "百年孤独"),
    ("emile", "爱弥儿"),
    ("Émile", "爱弥儿"),
    ("l'etranger", "局外人"),
    ("letranger", "局外人"),
    ("L’Étranger", "局外人"),
    ("Преступление и наказание", CRIME),
    ("ПРЕСТУПЛЕНИЕ", CRIME),
    ("tao te ching", "Tao Te Ching"),
    ("lao tzu", "Tao Te Ching"),
    ("wizard earthsea", "A Wizard of Earthsea"),
    ("wolf hall", "Wolf Hall"),
    ("woolf dalloway", "Mrs Dalloway"),
    ("room of ones own", "A Room of One's Own"),
    ("room of one's own", "A Room of One's Own"),
    ("fifth season jemisin", "The Fifth Season"),
    ("broken earth", "The Fifth Season"),
    ("remains of the day", "The Remains of the Day"),
    ("ishiguro remains", "The Remains of the Day"),
    ("feynman qed", "QED: The Strange Theory of Light and Matter"),
    # Typing errors
    ("Dostoyevski crime", CRIME),
    ("Dostoyevski", KARAMAZOV),
    ("dalloway wolf", "Mrs Dalloway"),
    ("hobit", "The Hobbit"),
    ("hobbti", "The Hobbit"),
    ("cosmso", "Cosmos"),
    ("ishigoru remains", "The Remains of the Day"),
    ("earthsee wizzard", "A Wizard of Earthsea"),
    ("tolkein hobbit", "The Hobbit"),
    ("jemison season", "The Fifth Season"),
    ("hongluomeng", DREAM),
    ("hawkng", "时间简史"),
    # Operators
    ("author:刘慈欣 三体", THREE_BODY),
    ("作者：刘慈欣 三体", THREE_BODY),
    ("author:tolkien -魔戒", "The Hobbit"),
    ("title:dune", "沙丘"),
    ("鲁迅 -呐喊 -real", "野草"),
    ('"remains of the day"', "The Remains of the Day"),
    ('author:"cao xueqin"', "The Story of the Stone, Volume 1: The Golden Days"),
    ('"黑暗森林"', FOREST),
    ("series:地球往事 死神", DEATH),
    ("丛书：地球往事 黑暗", FOREST),
    ("AUTHOR:Tolkien hobbit", "The Hobbit"),
    # What looks like an operator and is none
    ("hobbit*", "The Hobbit"),
    ("hobbit%", "The Hobbit"),
    ('the "hobbit', "The Hobbit"),
    ("(hobbit)", "The Hobbit"),
    ("hobbit 💩", "The Hobbit"),
    ("+hobbit", "The Hobbit"),
    ("hobbit; DROP TABLE book", "The Hobbit"),
    ("' OR hobbit", "The Hobbit"),
    ("{title} : hobbit", "The Hobbit"),
    ("hobbit^2 ~", "The Hobbit"),
]

NOTHING = [
    "%",
    "_",
    '"',
    '""',
    "*",
    "-",
    "()",
    "\\",
    "'",
    "💩💩💩",
    "~~~ ^^^",
    "\u200b",
    "xqzvkjw",
    "author:xqzvkjw",
    "isbn:0000000000",
    '"the of and of the"',
    "—" * 500,
]


def search(visitor: FlaskClient, q: str, **more: Any) -> dict[str, Any]:
    answer = visitor.get("/api/books", query_string={"q": q, "size": 5, **more})
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def titles(found: dict[str, Any]) -> list[str]:
    return [book["title"] for book in found["items"]]


@pytest.mark.parametrize(("typed", "first"), FIRST, ids=[typed for typed, _ in FIRST])
def test_the_book_that_is_meant_comes_first(visitor: FlaskClient, typed: str, first: str) -> None:
    assert titles(search(visitor, typed))[0] == first


@pytest.mark.parametrize("typed", NOTHING)
def test_what_means_nothing_finds_nothing_and_breaks_nothing(visitor: FlaskClient, typed: str) -> None:
    found = search(visitor, typed)
    assert (found["items"], found["total"], found["nearest"]) == ([], 0, False)


def test_everybody_of_one_author_is_found_by_his_initials(visitor: FlaskClient) -> None:
    for typed in ("lcx", "刘慈欣", "liucixin", "liu cixin", "Cixin Liu", "author:lcx"):
        found = visitor.get("/api/books", query_string={"q": typed, "size": 50}).get_json()
        of_liu = {THREE_BODY, FOREST, DEATH, "球状闪电", "超新星纪元", "The Three-Body Problem"}
        assert {book["title"] for book in found["items"]} >= of_liu, typed


@pytest.mark.parametrize("typed", ["9787536692930", "978-7-5366-9293-0", "978 7 5366 9293 0", "isbn:7-5366-9293-9"])
def test_an_isbn_finds_its_book_in_every_form(visitor: FlaskClient, typed: str) -> None:
    assert titles(search(visitor, typed)) in ([THREE_BODY], [])


def test_a_thousand_letters_are_answered_and_one_more_is_refused(visitor: FlaskClient) -> None:
    assert THREE_BODY in titles(search(visitor, "三体 " * 333))
    refused = visitor.get("/api/books", query_string={"q": "a" * 1001})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "invalid")


def test_a_correction_says_what_was_searched_instead(visitor: FlaskClient) -> None:
    found = search(visitor, "Hobit Tolkien")
    assert (found["shown_for"], titles(found)) == ("Hobbit Tolkien", ["The Hobbit"])
    assert search(visitor, "Hobbit Tolkien")["shown_for"] is None


def test_where_nothing_has_everything_the_nearest_are_shown(visitor: FlaskClient) -> None:
    found = search(visitor, "三体 物理 厨房")
    assert (found["nearest"], titles(found)[0]) == (True, "《三体》中的物理学")


def test_exact_titles_come_before_beginnings_authors_and_texts(visitor: FlaskClient) -> None:
    assert titles(search(visitor, THREE_BODY))[:2] == [THREE_BODY, "The Three-Body Problem"]
    found = titles(search(visitor, "老子"))
    assert found[0] == "老子"


def test_pages_of_hits_follow_each_other_without_gaps(visitor: FlaskClient) -> None:
    whole = [book["id"] for page in (1, 2) for book in search(visitor, "history", size=100, page=page)["items"]]
    parts = [book["id"] for page in range(1, 30) for book in search(visitor, "history", size=7, page=page)["items"]]
    assert parts == whole
    assert len(set(whole)) == len(whole) == search(visitor, "history")["total"]
