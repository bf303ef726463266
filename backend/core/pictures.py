"""Pictures that people upload: checked before a pixel is unpacked, and drawn anew: nothing of the file stays."""

import io
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps, UnidentifiedImageError

from backend.core.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
QUALITY = 82


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
