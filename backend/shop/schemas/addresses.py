"""Shapes of the address book."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1: two letters.")]


class AddressEntryIn(BaseModel):
    """What is needed depends on the country; every field that is not right is named."""

    model_config = ConfigDict(extra="forbid", strict=True)

    recipient: Name
    phone: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=32),
        Field(description="In China a mobile number; elsewhere with or without the country's."),
    ]
    country: Country
    region: Annotated[Name, Field(description="Province or state.")] = ""
    city: Name
    district: Annotated[Name, Field(description="Of a Chinese city.")] = ""
    street: Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]
    postal_code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=16)] = ""
    preferred: Annotated[bool, Field(description="The one that the checkout proposes.")] = False


class AddressEntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    recipient: str
    phone: str
    country: str
    region: str
    city: str
    district: str
    street: str
    postal_code: str
    preferred: bool


class AddressBookOut(BaseModel):
    items: list[AddressEntryOut]
    countries: Annotated[list[str], Field(description="All there are, ISO 3166-1.")]
