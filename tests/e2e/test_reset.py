"""A reader forgets the password and sets a new one by the letter, in Chromium with a real mail server beside it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backend.core.settings import ROOT
from tests.backend.notices.conftest import Mailbox, MailServer
from tests.e2e.calls import call
from tests.e2e.conftest import Portal, environment, start_portal

LINK = re.compile(r"https?://\S+token=\S+")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mailing(portal: Portal, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """A second process on the same library, with letters."""
    server = MailServer(mailbox)
    server.start()
    settings = server.settings()
    monkeypatch.setenv("MAIL_SERVER", settings.server)
    monkeypatch.setenv("MAIL_PORT", str(settings.port))
    monkeypatch.setenv("MAIL_TLS", "none")
    monkeypatch.setenv("MAIL_FROM", settings.sender)
    monkeypatch.setenv("SITE_URL", "http://library.invalid")
    started = start_portal(portal.folder)
    yield started
    started.stop()
    server.stop()


def run_jobs(folder: Path) -> None:
    flask = str(Path(sys.executable).parent / "flask")
    subprocess.run([flask, "jobs", "run"], cwd=ROOT, env=environment(folder), check=True, capture_output=True)


def newest_link(mailbox: Mailbox) -> str:
    """What the reader clicks in the last letter, on the site that the test started."""
    text = mailbox.letters[-1].get_body(("plain",))
    assert text is not None
    found = LINK.search(text.get_content())
    assert found is not None
    return found.group().removeprefix("http://library.invalid")


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_letter(
    mailing: Portal, mailbox: Mailbox, browser: Browser
) -> None:
    context = browser.new_context(base_url=mailing.address, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/register")
    page.get_by_label("邮箱（可不填）").fill("wan.lin@example.com")
    page.get_by_label("密码", exact=True).fill("the first secret")
    page.get_by_role("button", name="注册并登录").click()
    expect(page).to_have_url(re.compile(r"/welcome"))
    run_jobs(mailing.folder)
    page.goto(newest_link(mailbox))
    page.get_by_role("button", name="确认这个邮箱").click()
    expect(page.get_by_role("main")).to_contain_text("wan.lin@example.com 已经确认")
    call(page, "DELETE", "/api/session")

    page.goto("/sign-in")
    page.get_by_role("link", name="忘了密码？").click()
    # The page left has a field of the same name.
    expect(page.get_by_role("heading", level=1)).to_have_text("忘了密码")
    page.get_by_label("用户名或邮箱").fill("wan.lin@example.com")
    page.get_by_role("button", name="寄链接给我").click()
    expect(page.get_by_role("main")).to_contain_text("几分钟之内就会收到一封信")
    run_jobs(mailing.folder)
    link = newest_link(mailbox)
    page.goto(link)
    page.get_by_label("新密码").fill("woaini1314")
    page.get_by_role("button", name="就用这个密码").click()
    expect(page.get_by_role("alert")).to_contain_text("太常见")
    page.get_by_label("新密码").fill("the second secret")
    page.get_by_role("button", name="就用这个密码").click()
    expect(page.get_by_role("main")).to_contain_text("新密码设好了")
    page.get_by_role("main").get_by_role("link", name="去登录").click()

    page.get_by_label("用户名或邮箱").fill("wan.lin@example.com")
    page.get_by_label("密码", exact=True).fill("the second secret")
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="通知，1 条未读").click()
    expect(page.get_by_role("main")).to_contain_text("你的密码改过了")
    page.goto(link)
    page.get_by_label("新密码").fill("the third secret")
    page.get_by_role("button", name="就用这个密码").click()
    expect(page.get_by_role("alert")).to_contain_text("已经用过")
    context.close()
