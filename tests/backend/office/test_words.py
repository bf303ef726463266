"""The audit log is read by people: what was done, to what, and which of its facts, in both languages."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from backend.app import create_app
from backend.core import audit
from backend.core.api import SAFE_METHODS, act_of, acts_of_the_staff, is_of_the_staff
from backend.core.settings import ROOT
from tests.conftest import settings_for

LANGUAGES = ("zh-CN", "en")


@pytest.fixture
def portal(tmp_path: Path) -> Any:
    return create_app(settings_for("sqlite://", tmp_path))


def words_of(language: str) -> dict[str, dict[str, str]]:
    messages = json.loads((ROOT / "frontend" / "src" / "i18n" / f"{language}.json").read_text(encoding="utf-8"))
    return {name: messages["audit"][name] for name in ("acts", "kinds", "fields")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_whatever_the_staff_does(portal: Any, language: str) -> None:
    words = words_of(language)
    assert sorted(acts_of_the_staff(portal) - words["acts"].keys()) == [], "audit.acts"
    assert sorted({told.kind for told in audit._audited.values()} - words["kinds"].keys()) == [], "audit.kinds"
    columns = {
        column.key
        for model, told in audit._audited.items()
        for column in model.__table__.columns
        if column.key not in told.without | audit.SAID_ANYWAY
    }
    assert sorted(columns - words["fields"].keys()) == [], "audit.fields"
    acts = Counter(words["acts"].values())
    assert [act for act, number in acts.items() if number > 1] == [], "two acts that nobody can tell apart"


def test_one_name_is_one_act(portal: Any) -> None:
    endpoints = {
        rule.endpoint
        for rule in portal.url_map.iter_rules()
        if (rule.methods or set()) - SAFE_METHODS and is_of_the_staff(portal, rule.endpoint)
    }
    acts = Counter(act_of(endpoint) for endpoint in endpoints)
    assert [act for act, number in acts.items() if number > 1] == []


def test_secrets_are_never_told(portal: Any) -> None:
    secret = ("password", "token", "secret", "hash", "provider_ref", "address")
    told = {
        f"{model.__tablename__}.{column.key}"
        for model, described in audit._audited.items()
        for column in model.__table__.columns
        if column.key not in described.without and any(word in column.key for word in secret)
    }
    # Where the seller has his office stands on every invoice.
    assert told == {"shop_terms.seller_address"}
