"""Asking the library by its API from inside a page, with the page's own session."""

import json
from typing import Any

from playwright.sync_api import Page


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """The library's answer to this page's session; None for an empty one."""
    text = page.evaluate(
        """async ([method, path, body]) => {
            const { csrf_token } = await (await fetch('/api/account')).json()
            const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf_token }
            const content = body === null ? undefined : JSON.stringify(body)
            return (await fetch(path, { method, headers: method === 'GET' ? {} : headers, body: content })).text()
        }""",
        [method, path, body],
    )
    return json.loads(text) if text else None


def saved(page: Page, path: str) -> Any:
    """A block in which the library answers a change that this path names: pages show it sooner than it is saved."""
    return page.expect_response(lambda answer: answer.request.method != "GET" and path in answer.url)


def enter(page: Page, name: str) -> None:
    call(page, "POST", "/api/session", {"name": name, "password": "shelfwise-demo"})


def register(page: Page, name: str) -> None:
    call(page, "POST", "/api/users", {"name": name, "password": "a long enough secret"})
