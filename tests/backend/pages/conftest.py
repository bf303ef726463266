"""The built pages, as small as they can be."""

import json
from pathlib import Path
from typing import Any

import pytest

PAGE = (
    '<!doctype html><html lang="zh-CN"><head><title>as it was built</title><meta name="description" content="知阅" />'
    '<script type="module" src="/assets/index.js"></script></head><body><div id="app"></div></body></html>'
)
# With nothing in it yet but whose it is.
EMPTY = PAGE.replace("as it was built", "知阅图书馆")
# What Vite writes of a build: https://vite.dev/guide/backend-integration
PARTS = {
    "../node_modules/element-plus/es/locale/lang/en.mjs": {"file": "assets/element-en.js"},
    "_rooms.js": {"file": "assets/rooms.js", "css": ["assets/rooms.css"], "imports": ["index.html"]},
    "index.html": {"file": "assets/index.js", "isEntry": True},
    "src/app/layouts/AccountLayout.vue": {"file": "assets/AccountLayout.js", "imports": ["_rooms.js"]},
    "src/i18n/en.json": {"file": "assets/en.js"},
    "src/i18n/zh-CN.json": {"file": "assets/zh-CN.js"},
    "src/pages/account/FavouritesPage.vue": {
        "file": "assets/FavouritesPage.js",
        "css": ["assets/FavouritesPage.css"],
        "imports": ["index.html", "_rooms.js"],
        "dynamicImports": ["src/pages/account/YearPage.vue"],
    },
    "src/pages/account/YearPage.vue": {"file": "assets/YearPage.js"},
}


@pytest.fixture
def pages(app: Any, tmp_path: Path) -> Any:
    """The application with them."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    (folder / "parts.json").write_text(json.dumps(PARTS))
    app.config["SPA"] = folder
    return app
