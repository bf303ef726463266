"""Language codes of bibliographic data -> BCP 47 primary tags."""

import re

# ISO 639-2, in its bibliographic and its terminological form. Source: Library of Congress, ISO 639-2 code list.
THREE_LETTERS = {
    "afr": "af", "alb": "sq", "ara": "ar", "arm": "hy", "aze": "az", "baq": "eu", "bel": "be", "ben": "bn",
    "bos": "bs", "bul": "bg", "bur": "my", "cat": "ca", "ces": "cs", "chi": "zh", "cym": "cy", "cze": "cs",
    "dan": "da", "deu": "de", "dut": "nl", "ell": "el", "eng": "en", "epo": "eo", "est": "et", "eus": "eu",
    "fas": "fa", "fil": "fil", "fin": "fi", "fra": "fr", "fre": "fr", "geo": "ka", "ger": "de", "gle": "ga",
    "glg": "gl", "grc": "grc", "gre": "el", "guj": "gu", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu",
    "hye": "hy", "ice": "is", "ind": "id", "isl": "is", "ita": "it", "jpn": "ja", "kan": "kn", "kat": "ka",
    "kaz": "kk", "khm": "km", "kor": "ko", "kur": "ku", "lat": "la", "lav": "lv", "lit": "lt", "mac": "mk",
    "mal": "ml", "mar": "mr", "may": "ms", "mkd": "mk", "mon": "mn", "msa": "ms", "mya": "my", "nep": "ne",
    "nld": "nl", "nob": "nb", "nor": "no", "nno": "nn", "pan": "pa", "per": "fa", "pol": "pl", "por": "pt",
    "pus": "ps", "ron": "ro", "rum": "ro", "rus": "ru", "san": "sa", "sin": "si", "slk": "sk", "slo": "sk",
    "slv": "sl", "som": "so", "spa": "es", "sqi": "sq", "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta",
    "tel": "te", "tgl": "tl", "tha": "th", "tib": "bo", "bod": "bo", "tur": "tr", "uig": "ug", "ukr": "uk",
    "urd": "ur", "uzb": "uz", "vie": "vi", "wel": "cy", "yid": "yi", "zho": "zh",
}  # fmt: skip
# Where ISO 639-2 has two codes, MARC 21 uses the bibliographic one; these are the others.
_TERMINOLOGICAL = frozenset(
    {
        *("bod", "ces", "cym", "deu", "ell", "eus", "fas", "fra", "hye", "isl", "kat", "mkd", "msa", "mya", "nld"),
        *("ron", "slk", "sqi", "zho"),
    }
)
MARC_CODES = {tag: code for code, tag in THREE_LETTERS.items() if code not in _TERMINOLOGICAL}
TAGS = frozenset(THREE_LETTERS.values())
_TAG = re.compile("[a-z]{2,3}")


def language_of(code: str) -> str | None:
    """`eng`, `en-US` -> `en`; None for a code that is unknown or names no single language."""
    primary = code.strip().lower().replace("_", "-").split("-")[0]
    return THREE_LETTERS.get(primary) or (primary if primary in TAGS else None)


def is_tag(text: str) -> bool:
    """Whether it has the form of a BCP 47 primary tag, which the catalogue keeps."""
    return _TAG.fullmatch(text) is not None
