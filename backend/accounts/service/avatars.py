"""Readers' own pictures: a square, drawn anew in two sizes."""

import io
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps

from backend.accounts.models import User
from backend.accounts.queries import lock_user
from backend.accounts.rules.profiles import PICTURE_MOST_BYTES
from backend.core.pictures import QUALITY, open_picture, write_picture

MOST_BYTES = PICTURE_MOST_BYTES
LEAST = (64, 64)
# In a list and on the page of settings, each on a sharp screen.
WIDTHS = (96, 192)
# The file of the larger one.
AVATAR_FILE = f"{{name}}-{WIDTHS[-1]}.webp"


def store_avatar(user_id: int, picture: bytes, folder: Path) -> User:
    """Give a reader this picture in the place of another. Raises PictureRefused."""
    user = lock_user(user_id)
    image = open_picture(picture, MOST_BYTES, LEAST)
    # Drawn at random: from a name one can neither guess a picture nor know that two readers have the same.
    name = uuid4().hex
    for width in WIDTHS:
        write_picture(_square(image, width), folder / f"{name}-{width}.webp")
    _delete_files(user, folder)
    user.avatar = name
    return user


def drawn_avatar(picture: bytes) -> bytes:
    """What would be kept of this picture, in its larger size. Raises PictureRefused."""
    file = io.BytesIO()
    _square(open_picture(picture, MOST_BYTES, LEAST), WIDTHS[-1]).save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def remove_avatar(user_id: int, folder: Path) -> User:
    """From now on the initial stands for the reader."""
    user = lock_user(user_id)
    _delete_files(user, folder)
    user.avatar = None
    return user


def _square(image: Image.Image, width: int) -> Image.Image:
    return ImageOps.fit(image, (width, width), Image.Resampling.LANCZOS)


def _delete_files(user: User, folder: Path) -> None:
    # Before the commit: should that fail, the pages show the initial where they find no picture.
    for width in WIDTHS:
        if user.avatar:
            (folder / f"{user.avatar}-{width}.webp").unlink(missing_ok=True)
