"""The mail server: one connection, kept from letter to letter."""

import smtplib
import ssl
from email.message import EmailMessage
from types import TracebackType

from backend.core.settings import MailSettings

TIMEOUT_SECONDS = 20


class PostClosed(Exception):
    """The mail server cannot be reached, or does not take us for who we are: no letter is to blame."""


class LetterRefused(Exception):
    """The mail server did not take this letter. `final`: it never will."""

    def __init__(self, problem: str, *, final: bool) -> None:
        super().__init__(problem)
        self.final = final


class Post:
    """Hands letters over by SMTP. Used as a context; after a letter that failed the connection is made anew."""

    def __init__(self, settings: MailSettings, timeout: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._timeout = timeout
        self.sender = settings.sender
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._hang_up()

    def open(self) -> smtplib.SMTP:
        """Be connected. Raises PostClosed."""
        if self._connection is not None:
            return self._connection
        try:
            return self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise PostClosed(_sentence(error)) from error

    def send(self, mail: EmailMessage) -> None:
        """Hand one letter over; returns when the server has taken it. Raises PostClosed, LetterRefused."""
        connection = self.open()
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            self._hang_up()
            raise LetterRefused(_sentence(error), final=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            # 421: the server is about to stop; whatever else begins with 5 is meant for good.
            raise LetterRefused(_sentence(error), final=error.smtp_code >= 500) from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise LetterRefused(_sentence(error), final=False) from error

    def _connected(self) -> smtplib.SMTP:
        settings, context = self._settings, ssl.create_default_context()
        connection: smtplib.SMTP
        if settings.tls == "tls":
            connection = smtplib.SMTP_SSL(settings.server, settings.port, timeout=self._timeout, context=context)
        else:
            connection = smtplib.SMTP(settings.server, settings.port, timeout=self._timeout)
        # Known from here on, so that it is closed when one of the next steps fails.
        self._connection = connection
        if settings.tls == "starttls":
            connection.starttls(context=context)
        if settings.username:
            connection.login(settings.username, settings.password)
        # Sending would say it too; here it is part of being connected.
        connection.ehlo_or_helo_if_needed()
        return connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()


def _sentence(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:255]
