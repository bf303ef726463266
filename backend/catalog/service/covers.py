"""Pictures of covers: checked, drawn anew in two sizes, and kept as files named by what is in them."""

import io
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps, UnidentifiedImageError

from backend.catalog.queries import lock_book
from backend.core.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES, MOST_PIXELS = 8_000_000, 40_000_000
LEAST_WIDTH, LEAST_HEIGHT = 100, 140
# Widths that pages ask for; twice the size of a card and of a book page on a sharp screen.
WIDTHS = (200, 400)
QUALITY = 82


class CoverRefused(Invalid):
    message = "This is no picture that can be a cover: JPEG, PNG or WebP, at least 100 x 140 pixels, at most 8 MB."


def store_cover(book_id: int, picture: bytes, folder: Path) -> str:
    """Give the book this cover; returns its name. Raises BookNotFound, CoverRefused.

    The files are there before the row says so; files that no row names do no harm, because the same picture has the
    same name.
    """
    book = lock_book(book_id)
    image = _opened(picture)
    name = sha256(picture).hexdigest()[:32]
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        _write(image, width, folder / f"{name}-{width}.webp")
    book.cover = name
    return name


def remove_cover(book_id: int) -> None:
    """From now on the cover is drawn. Raises BookNotFound."""
    lock_book(book_id).cover = None


def _opened(picture: bytes) -> Image.Image:
    """The picture upright and in plain colours: nothing of the file itself, no position, no name of a camera, stays."""
    if len(picture) > MOST_BYTES:
        raise CoverRefused
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            # The header says the size before a single pixel is unpacked.
            if image.width * image.height > MOST_PIXELS or image.width < LEAST_WIDTH or image.height < LEAST_HEIGHT:
                raise CoverRefused
            return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # Pillow raises any of these for a file that is cut off or made to break it.
        raise CoverRefused from error


def _write(image: Image.Image, width: int, file: Path) -> None:
    height = max(1, round(image.height * width / image.width))
    small = image if image.width <= width else image.resize((width, height), Image.Resampling.LANCZOS)
    # Two people may upload the same picture at once.
    part = file.with_name(f"{file.stem}.{uuid4().hex}.part")
    small.save(part, "WEBP", quality=QUALITY)
    part.replace(file)
