"""The desk and three readers, each at a window of their own."""

from typing import Any

import pytest

from tests.clients import LibraryClient, twins


@pytest.fixture
def desk(sign_in_as: Any) -> LibraryClient:
    return twins(sign_in_as("staff"), 1)[0]


@pytest.fixture
def people(sign_in_as: Any) -> list[LibraryClient]:
    return [twins(sign_in_as("reader"), 1)[0] for _ in range(3)]
