"""Every letter in both languages; and what a template is."""

import json

from backend.core.settings import ROOT
from backend.notices.rules import Part, template_of
from backend.notices.service.letters import TEMPLATES

NAMES = {locale: {file.stem for file in (TEMPLATES / locale).glob("*.txt")} for locale in ("zh-CN", "en")}


def test_each_letter_is_written_in_both_languages_and_leads_to_the_same_places() -> None:
    assert NAMES["zh-CN"] == NAMES["en"]
    for name in NAMES["en"]:
        texts = [(TEMPLATES / locale / f"{name}.txt").read_text(encoding="utf-8") for locale in NAMES]
        chinese, english = ([part.link for part in template_of(text).parts if part.link] for text in texts)
        assert chinese == english, name


def test_the_page_has_words_for_each_notice_of_the_library() -> None:
    told_on_the_site = {"password_changed", "email_changed"}
    for locale in NAMES:
        words = json.loads((ROOT / "frontend" / "src" / "i18n" / f"{locale}.json").read_text(encoding="utf-8"))
        assert told_on_the_site <= set(words["notices"]["kinds"])


def test_a_template_is_a_subject_and_paragraphs_one_of_which_may_be_a_link() -> None:
    template = template_of("Subject\n\nHello {{ name }},\nread this.\n\n[Open]({{ site }}/x)\n\nSee [none](x) here.\n")
    assert template.subject == "Subject"
    assert template.parts == (
        Part("Hello {{ name }},\nread this."),
        Part("Open", "{{ site }}/x"),
        Part("See [none](x) here."),
    )
