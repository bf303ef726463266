"""Pictures that people upload: checked before a pixel is unpacked, and drawn anew: nothing of the file stays."""

import io
import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps, UnidentifiedImageError

from backend.core.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
QUALITY = 82
# The name of a picture, its width; or, while it is being written, something by chance.
_FILE = re.compile(r"([0-9a-f]{32})-\d+(?:\.webp|\.[0-9a-f]{32}\.part)")
# A file is there before the row that names it: for so long nobody need have asked for it.
UNUSED_FOR = timedelta(days=1)


class PictureRefused(Invalid):
    message = "This is no picture that can be used: JPEG, PNG or WebP, neither too small nor too large."


def open_picture(data: bytes, most_bytes: int, least: tuple[int, int]) -> Image.Image:
    """The picture upright and in plain colours: no position, no name of a camera. Raises PictureRefused.

    least: width and height that it has at least.
    """
    if len(data) > most_bytes:
        raise PictureRefused
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            # The header says the size before a single pixel is unpacked.
            if image.width * image.height > MOST_PIXELS or image.width < least[0] or image.height < least[1]:
                raise PictureRefused
            return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # Pillow raises any of these for a file that is cut off or made to break it.
        raise PictureRefused from error


def write_picture(image: Image.Image, file: Path) -> None:
    """Keep a picture as WebP; others see the whole file or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Two people may upload the same picture at once.
    part = file.with_name(f"{file.stem}.{uuid4().hex}.part")
    image.save(part, "WEBP", quality=QUALITY)
    part.replace(file)


def unused_pictures(folder: Path, used: Collection[str], now: datetime) -> list[Path]:
    """The files of pictures in a folder that no row names, and that are too old for one that is being uploaded.

    Only what this program has written there: no folder, no link, no other name.
    """
    if not folder.is_dir():
        return []
    return sorted(
        file
        for file in folder.iterdir()
        if (found := _FILE.fullmatch(file.name))
        and _is_old(file, now)
        and (found[1] not in used or file.suffix == ".part")
    )


def delete_unused(file: Path, now: datetime) -> bool:
    """Delete such a file, unless somebody has uploaded the same picture again meanwhile."""
    if not _is_old(file, now):
        return False
    file.unlink(missing_ok=True)
    return True


def _is_old(file: Path, now: datetime) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) < now - UNUSED_FOR
