"""The ways to pay that this library offers: each is a file here; the setting PAYMENT_PROVIDERS names those in use."""

import re
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from backend.core.errors import Invalid, NotFound
from backend.core.settings import BadSettings, Settings
from backend.shop.service.providers.interface import Provider

NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")
NO_PROVIDERS = frozenset({"interface"})


class ProviderNotFound(NotFound):
    message = "Nobody is paid this way here."


class PaymentWayRefused(Invalid):
    message = "This cannot be paid this way."


def open_providers(settings: Settings) -> list[Provider]:
    """Those in use, in the order of the setting. Raises BadSettings for one that there is not, or that must not be."""
    found, problems = [], []
    for name in settings.payment_providers:
        if not _is_known(name):
            problems.append(f"PAYMENT_PROVIDERS names {name!r}, which is no way to pay that Shelfwise knows.")
            continue
        provider = _open(name, settings)
        if provider.pretended and settings.production:
            problems.append(
                f"PAYMENT_PROVIDERS names {name!r}: it only pretends to take money and must not be used in production."
            )
        found.append(provider)
    if not settings.payment_providers:
        problems.append("PAYMENT_PROVIDERS must name at least one way to pay, such as pay_at_desk.")
    if problems:
        raise BadSettings("\n".join(problems))
    return found


def find_provider(name: str, settings: Settings) -> Provider:
    """One that is in use. Raises ProviderNotFound."""
    if name not in settings.payment_providers:
        raise ProviderNotFound
    return _open(name, settings)


def online_provider(name: str, settings: Settings) -> Provider:
    """The same, of those where the reader pays online. Raises ProviderNotFound."""
    provider = find_provider(name, settings)
    if not provider.online:
        raise ProviderNotFound
    return provider


def check_way(name: str, delivery: str, settings: Settings) -> Provider:
    """The way that a reader has chosen for an order of this delivery. Raises PaymentWayRefused."""
    if name in settings.payment_providers:
        provider = _open(name, settings)
        if delivery in provider.deliveries:
            return provider
    problem = {"code": "payment_way_refused", "message": PaymentWayRefused.message}
    raise PaymentWayRefused(fields={"provider": [problem]})


def _is_known(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and name not in NO_PROVIDERS and find_spec(f"{__name__}.{name}") is not None


def _open(name: str, settings: Settings) -> Provider:
    return cast(Provider, import_module(f"{__name__}.{name}").open_provider(settings))
