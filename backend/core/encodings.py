"""In which encoding a file is written."""

import codecs
import re

from backend.core.errors import Invalid

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")


class FileEmpty(Invalid):
    message = "The file is empty."


class EncodingUnknown(Invalid):
    message = "The file is neither UTF-8 nor GB18030. Save it as UTF-8 and import it again."


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or in GB18030, which GBK is a part of.

    Bytes that are wrong in it become halves of surrogate pairs, so that only their record is lost.
    Raises FileEmpty, EncodingUnknown.
    """
    if not data.strip():
        raise FileEmpty
    if data.startswith(_UTF16) or b"\x00" in data[:200]:
        raise EncodingUnknown
    data = data.removeprefix(codecs.BOM_UTF8)
    lines = [line for line in data.splitlines() if not line.isascii()]
    utf8, gb18030 = (sum(_is(encoding, line) for line in lines) for encoding in ("utf-8", "gb18030"))
    if lines and not utf8 and not gb18030:
        raise EncodingUnknown
    # Chinese in GB18030 hardly ever is UTF-8 too; in UTF-8 it often passes for GB18030.
    encoding = "utf-8" if 2 * utf8 >= len(lines) or utf8 >= gb18030 else "gb18030"
    if encoding == "gb18030" and _is_latin(lines):
        raise EncodingUnknown
    return data.decode(encoding, "surrogateescape")


def _is(encoding: str, line: bytes) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_latin(lines: list[bytes]) -> bool:
    """An accented letter of Latin-1 stands alone between plain ones, and may pass for a Chinese character with the one
    after it; Chinese text has its bytes in pairs."""
    runs = [len(run) for line in lines for run in _BEYOND_ASCII.findall(line)]
    return 2 * runs.count(1) > len(runs)
