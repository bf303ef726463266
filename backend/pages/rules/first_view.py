"""How a question to the API is spelled, so that the page finds it already answered."""

from collections.abc import Mapping
from urllib.parse import urlencode

# The app's own words for the few things that stand on a page before it does; a test compares them.
WORDS = {
    "zh-CN": {
        "titled": "{title} · {library}",
        "books": "书目",
        "authorGap": "、",
        "all": "全部书目",
        "found": "搜索：{q}",
        "hero": "想读什么，从这里找起",
        "heroSentence": "中文与英文的好书，按你的口味来推荐。",
    },
    "en": {
        "titled": "{title} · {library}",
        "books": "Books",
        "authorGap": ", ",
        "all": "All books",
        "found": "Results for “{q}”",
        "hero": "What would you like to read?",
        "heroSentence": "Good books in Chinese and English, chosen to your taste.",
    },
}
# As many books as a page of the list asks for: PAGE_SIZE in frontend/src/features/discovery/list/bookFilters.ts.
LIST_SIZE = 24
# As many as the shelf of popular books asks for: SIZE in frontend/src/features/catalog/shelves/queries.ts.
SHELF_SIZE = 14
# The list cuts a longer search off, and asks for less than the address says.
LONGEST_SEARCH = 200
# Shelves of the home page that a guest does not see.
OF_READERS = frozenset({"for_you", "recent"})
# What an address of the list says about its looks, not about its books.
LOOKS = frozenset({"view", "more"})


def locale_of(cookie: str | None, usual: str = "zh-CN") -> str:
    """The language that this browser has chosen, else the library's own."""
    return cookie if cookie in WORDS else usual


def spelled(path: str, values: Mapping[str, object]) -> str:
    """Path and query in one spelling: names ascending, nothing that is not said, numbers as JavaScript writes them."""
    said = sorted((name, _written(value)) for name, value in values.items() if value is not None)
    return f"{path}?{urlencode(said)}" if said else path


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def summary(text: str, most: int = 160) -> str:
    """The beginning of a text for a preview, cut where a word or a sentence ends if there is one near."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    end = max(cut.rfind(mark) for mark in " 。，；,.;")
    return f"{cut[:end] if end >= most // 2 else cut}…"
