"""The reader's own picture in an export of this library: checked as an upload is, and drawn anew, before it is kept."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from backend.accounts.models import User
from backend.accounts.service import AVATAR_FILE, drawn_avatar, remove_avatar, store_avatar
from backend.core.pictures import PictureRefused
from backend.portability.models import FILE, ReaderImport
from backend.portability.queries.imports import PICTURE
from backend.portability.queries.readers import lock_reader
from backend.portability.rules.items import as_json


def look_at_picture(picture: bytes | None) -> dict[str, object]:
    """What an import keeps of the picture in its file: the picture, or that it cannot be used."""
    if picture is None:
        return {}
    try:
        return {PICTURE: {"given": _text(drawn_avatar(picture))}}
    except PictureRefused:
        return {PICTURE: {"given": None}}


def bring_picture(one: ReaderImport, folder: Path) -> None:
    """Let the picture from the file stand for the reader; in the place of another only where the file counts."""
    about = json.loads(one.about_me)
    kept: dict[str, Any] = about.get(PICTURE, {})
    reader = lock_reader(one.user_id)
    if not kept.get("given") or (reader.avatar and one.prefer != FILE):
        return
    before = _picture_of(reader, folder)
    stored = store_avatar(one.user_id, b64decode(kept["given"]), folder).avatar
    one.about_me = as_json({**about, PICTURE: {**kept, "stored": stored, "before": _text(before) if before else None}})


def take_picture_back(one: ReaderImport, folder: Path) -> None:
    """The picture from before the import, unless the reader has chosen another one since."""
    kept: dict[str, Any] = json.loads(one.about_me).get(PICTURE, {})
    if "stored" not in kept or lock_reader(one.user_id).avatar != kept["stored"]:
        return
    if kept["before"]:
        store_avatar(one.user_id, b64decode(kept["before"]), folder)
    else:
        remove_avatar(one.user_id, folder)


def _picture_of(reader: User, folder: Path) -> bytes | None:
    file = folder / AVATAR_FILE.format(name=reader.avatar)
    return file.read_bytes() if reader.avatar and file.is_file() else None


def _text(picture: bytes) -> str:
    return b64encode(picture).decode()
