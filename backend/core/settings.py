"""One frozen Settings, read from the environment and validated as a whole before anything starts."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from backend.core.production import unfit_for_production

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ("development", "production", "test")
LOG_FORMATS = ("json", "text")
DATABASES = ("sqlite", "mysql+pymysql", "mariadb+pymysql")
SHORTEST_TOKEN = 24
LIMIT_STORES = ("memory://", "redis://", "rediss://")
MOST_AUDIT_DAYS = 36_500
# Variables that belong to providers of payments.
PAYMENT_VALUES = "PAYMENT_"
# How the connection to the mail server is secured -> the port where servers usually listen for it.
MAIL_PORTS = {"starttls": "587", "tls": "465", "none": "25"}


class BadSettings(Exception):
    """The environment cannot be served; the message names every problem, one a line."""


@dataclass(frozen=True)
class MailSettings:
    """Where letters are handed over, and who they are from."""

    server: str
    port: int
    tls: str
    username: str
    password: str
    sender: str


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Paths are absolute; the time zone is the library's own."""

    environment: str
    database_url: str
    secret_key: str
    instance_folder: Path
    time_zone: ZoneInfo
    library_name_zh: str
    library_name_en: str
    limits_enabled: bool
    limits_storage: str
    trusted_proxies: int
    # Where readers find the site, without a slash at the end: links in letters begin so, whatever a request says.
    site_url: str = "http://127.0.0.1:8000"
    # What Prometheus sends to be shown /metrics; None: nobody is.
    metrics_token: str | None = None
    # How readers may pay in the shop: files of backend/shop/service/providers.
    payment_providers: tuple[str, ...] = ("pay_at_desk",)
    # What these need to know, such as keys: every variable that begins so, by its name.
    payment_values: Mapping[str, str] = field(default_factory=dict)
    # None: letters are not sent, and readers find everything in their notices.
    mail: MailSettings | None = None
    # The training package is installed on this machine too: a run that is asked for is started by the web process.
    training_beside: bool = False
    # What the staff changed is remembered for so many days.
    audit_days: int = 730
    # json: one object a line, of every request; text: what is wrong, for a person at a terminal.
    log_format: str = "text"

    @property
    def avatars_folder(self) -> Path:
        """Where readers' pictures lie."""
        return self.instance_folder / "avatars"

    @property
    def covers_folder(self) -> Path:
        """Where uploaded covers lie."""
        return self.instance_folder / "covers"

    @property
    def production(self) -> bool:
        return self.environment == "production"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment. Raises BadSettings with all problems at once."""
    env = os.environ if environ is None else environ
    problems: list[str] = []

    environment = env.get("SHELFWISE_ENV", "development")
    if environment not in ENVIRONMENTS:
        problems.append(f"SHELFWISE_ENV is {environment!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    instance_folder = Path(env.get("INSTANCE_FOLDER") or ROOT / "instance").resolve()

    database_url = env.get("DATABASE_URL") or f"sqlite:///{instance_folder / 'shelfwise.db'}"
    try:
        driver = make_url(database_url).drivername
        if driver not in DATABASES:
            problems.append(f"DATABASE_URL uses {driver!r}; it must be one of {', '.join(DATABASES)}.")
    except ArgumentError:
        problems.append("DATABASE_URL is not a database URL, for example mysql+pymysql://user:password@host/shelfwise.")

    zone_name = env.get("TIME_ZONE", "Asia/Shanghai")
    zone = ZoneInfo("UTC")
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        problems.append(f"TIME_ZONE is {zone_name!r}, which is not an IANA time zone such as Asia/Shanghai.")

    proxies = env.get("TRUSTED_PROXIES", "0")
    if not proxies.isdecimal():
        problems.append(f"TRUSTED_PROXIES is {proxies!r}; it must be the number of proxies in front, 0 for none.")

    limits = env.get("RATE_LIMITS", "on")
    if limits not in ("on", "off"):
        problems.append(f"RATE_LIMITS is {limits!r}; it must be on or off.")

    training = env.get("TRAINING_BESIDE") or "off"
    if training not in ("on", "off"):
        problems.append(f"TRAINING_BESIDE is {training!r}; it must be on or off.")

    log_format = env.get("LOG_FORMAT") or ("json" if environment == "production" else "text")
    if log_format not in LOG_FORMATS:
        problems.append(f"LOG_FORMAT is {log_format!r}; it must be one of {', '.join(LOG_FORMATS)}.")

    storage = env.get("RATE_LIMITS_STORAGE") or "memory://"
    if not storage.startswith(LIMIT_STORES):
        problems.append(f"RATE_LIMITS_STORAGE is {storage!r}; it must begin with one of {', '.join(LIMIT_STORES)}.")

    secret_key = env.get("SECRET_KEY", "")
    if environment == "production":
        problems += unfit_for_production(env, secret_key, database_url)

    audit_days = env.get("AUDIT_DAYS") or "730"
    if not (audit_days.isdecimal() and 30 <= int(audit_days) <= MOST_AUDIT_DAYS):
        problems.append(f"AUDIT_DAYS is {audit_days!r}; it must be a number of days from 30 to {MOST_AUDIT_DAYS}.")

    mail = _read_mail(env, problems)
    metrics_token = env.get("METRICS_TOKEN") or None
    if metrics_token is not None and len(metrics_token) < SHORTEST_TOKEN:
        problems.append(f"METRICS_TOKEN must be at least {SHORTEST_TOKEN} random characters.")

    if problems:
        raise BadSettings("\n".join(problems))
    return Settings(
        environment=environment,
        database_url=database_url,
        secret_key=secret_key or _kept_secret(instance_folder),
        instance_folder=instance_folder,
        time_zone=zone,
        library_name_zh=env.get("LIBRARY_NAME_ZH", "知阅图书馆"),
        library_name_en=env.get("LIBRARY_NAME_EN", "Shelfwise Library"),
        limits_enabled=limits == "on",
        limits_storage=storage,
        trusted_proxies=int(proxies),
        site_url=env.get("SITE_URL", "").rstrip("/") or "http://127.0.0.1:8000",
        metrics_token=metrics_token,
        payment_providers=_read_providers(env, environment),
        payment_values={name: value for name, value in env.items() if name.startswith(PAYMENT_VALUES)},
        mail=mail,
        training_beside=training == "on",
        audit_days=int(audit_days),
        log_format=log_format,
    )


def _read_providers(env: Mapping[str, str], environment: str) -> tuple[str, ...]:
    """Each once; what they are is checked where they are known."""
    usual = "pay_at_desk" if environment == "production" else "pay_at_desk,sandbox"
    names = (env.get("PAYMENT_PROVIDERS") or usual).split(",")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _read_mail(env: Mapping[str, str], problems: list[str]) -> MailSettings | None:
    site_url = env.get("SITE_URL", "")
    parts = urlsplit(site_url)
    if site_url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        problems.append(f"SITE_URL is {site_url!r}; it must be the site's address, such as https://library.example.")
    server = env.get("MAIL_SERVER", "")
    if not server:
        return None
    if not site_url:
        problems.append("SITE_URL must be set together with MAIL_SERVER: letters lead back to the site.")
    tls = env.get("MAIL_TLS") or "starttls"
    if tls not in MAIL_PORTS:
        problems.append(f"MAIL_TLS is {tls!r}; it must be one of {', '.join(MAIL_PORTS)}.")
    port = env.get("MAIL_PORT") or MAIL_PORTS.get(tls, "25")
    if not (port.isdecimal() and 0 < int(port) < 65536):
        problems.append(f"MAIL_PORT is {port!r}; it must be the number of a port.")
    sender = env.get("MAIL_FROM", "")
    if parseaddr(sender)[1].count("@") != 1:
        problems.append(f"MAIL_FROM is {sender!r}; it must be an address, such as Library <post@library.example>.")
    username, password = env.get("MAIL_USERNAME", ""), env.get("MAIL_PASSWORD", "")
    if bool(username) != bool(password):
        problems.append("MAIL_USERNAME and MAIL_PASSWORD are set together or not at all.")
    if username and tls == "none":
        problems.append("MAIL_TLS must not be none with MAIL_USERNAME: the password would travel in the clear.")
    if problems:
        return None
    return MailSettings(server, int(port), tls, username, password, sender)


def _kept_secret(instance_folder: Path) -> str:
    """A secret of this instance, made once, so that sessions outlive a restart in development."""
    path = instance_folder / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    try:
        instance_folder.mkdir(parents=True, exist_ok=True)
        # Two processes may start at once: O_EXCL lets exactly one of them write, and only the owner read.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            secret = secrets.token_hex(32)
            file.write(secret)
            return secret
    except FileExistsError:
        return path.read_text()
    except OSError as error:
        raise BadSettings(f"The folder {instance_folder} cannot be written ({error.strerror}).") from error
