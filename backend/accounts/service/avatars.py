"""Readers' own pictures: a square, drawn anew in two sizes."""

from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps

from backend.accounts.models import User
from backend.accounts.queries import lock_user
from backend.core.pictures import open_picture, write_picture

MOST_BYTES = 4_000_000
LEAST = (64, 64)
# In a list and on the page of settings, each on a sharp screen.
WIDTHS = (96, 192)


def store_avatar(user_id: int, picture: bytes, folder: Path) -> User:
    """Give a reader this picture in the place of another. Raises PictureRefused."""
    user = lock_user(user_id)
    image = open_picture(picture, MOST_BYTES, LEAST)
    # Drawn at random: from a name one can neither guess a picture nor know that two readers have the same.
    name = uuid4().hex
    for width in WIDTHS:
        write_picture(ImageOps.fit(image, (width, width), Image.Resampling.LANCZOS), folder / f"{name}-{width}.webp")
    _delete_files(user, folder)
    user.avatar = name
    return user


def remove_avatar(user_id: int, folder: Path) -> User:
    """From now on the initial stands for the reader."""
    user = lock_user(user_id)
    _delete_files(user, folder)
    user.avatar = None
    return user


def _delete_files(user: User, folder: Path) -> None:
    # Before the commit: should that fail, the pages show the initial where they find no picture.
    for width in WIDTHS:
        if user.avatar:
            (folder / f"{user.avatar}-{width}.webp").unlink(missing_ok=True)
