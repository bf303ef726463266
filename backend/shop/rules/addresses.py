"""Where something can be sent: what an address needs, in China and elsewhere."""

import re
from collections.abc import Mapping

import phonenumbers
import pycountry

CHINA = "CN"
MOST_ADDRESSES = 20
POSTAL_CODE_LENGTH = 16
REQUIRED, NOT_A_COUNTRY, NOT_A_MOBILE, NOT_A_PHONE, NOT_A_POSTAL_CODE = (
    *("required", "country_unknown", "mobile_refused", "phone_refused"),
    "postal_code_refused",
)
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_POSTAL_CODE_OF_CHINA = re.compile(r"[0-9]{6}")
# Letters and figures in groups: 75001, SW1A 1AA, 1234-567. Many countries have none.
_POSTAL_CODE = re.compile(r"[0-9A-Z](?:[ -]?[0-9A-Z]){1,14}")
_NEEDED = {True: ("recipient", "region", "city", "district", "street"), False: ("recipient", "city", "street")}


def is_country(code: str) -> bool:
    """Whether it is one of ISO 3166-1, as two capital letters."""
    return pycountry.countries.get(alpha_2=code) is not None


def countries() -> list[str]:
    """All of them, by their letters."""
    return sorted(country.alpha_2 for country in pycountry.countries)


def tidy_address(said: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The address as it is kept, and what is wrong with it: field -> code.

    In China: province, city, district and street, a mobile number of eleven figures, a postal code of six. Elsewhere a
    district is part of the street, and a number is kept as +COUNTRY and figures (E.164).
    """
    kept = {name: " ".join(value.split()) for name, value in said.items()}
    country = kept["country"] = kept.get("country", "").upper()
    at_home = country == CHINA
    problems = {name: REQUIRED for name in _NEEDED[at_home] if not kept.get(name)}
    if not is_country(country):
        problems["country"] = NOT_A_COUNTRY
    if not at_home:
        kept["district"] = ""
    phone = mobile_of_china(kept.get("phone", "")) if at_home else international_phone(kept.get("phone", ""), country)
    if phone is None:
        problems["phone"] = NOT_A_MOBILE if at_home else NOT_A_PHONE
    else:
        kept["phone"] = phone
    code = kept["postal_code"] = kept.get("postal_code", "").upper()
    if at_home and not _POSTAL_CODE_OF_CHINA.fullmatch(code):
        problems["postal_code"] = NOT_A_POSTAL_CODE
    # Capital letters can be more of them: two for ß.
    if not at_home and code and (len(code) > POSTAL_CODE_LENGTH or not _POSTAL_CODE.fullmatch(code)):
        problems["postal_code"] = NOT_A_POSTAL_CODE
    return kept, problems


def mobile_of_china(text: str) -> str | None:
    """Its eleven figures, whatever is between them; None when it is not one."""
    found = _MOBILE.fullmatch(re.sub(r"[\s().-]", "", text))
    return found.group(1) if found else None


def international_phone(text: str, country: str) -> str | None:
    """As E.164; a number without a country's is one of this country. None when nobody can have it."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
