"""By what a message leaves: Django's mail backends, and SMS by a carrier that settings choose.

A carrier says how it failed: `RefusedError` when trying again would change nothing, any other
error when it might. No error that it raises tells the recipient or the text.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from entrelieux.kernel.models import Message

TIMEOUT_S = 20
AGAIN = frozenset({408, 409, 425, 429})
"""Answers of an SMS carrier under 500 that a later try may change."""


class NotSentError(Exception):
    """Not sent this time. The text is safe to keep and to show: a kind and a code, no address."""


class RefusedError(NotSentError):
    """Not sent, and the same message never will be."""


class Carrier(Protocol):
    def send(self, message: Message) -> None:
        """Hand the message over, or raise. Returning means that it left."""


class MailCarrier:
    """One connection for a round of messages, opened at the first and dropped when it fails."""

    def __init__(self) -> None:
        self.connection = get_connection(timeout=TIMEOUT_S) if _is_smtp() else get_connection()

    def send(self, message: Message) -> None:
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[message.recipient],
            headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
            connection=self.connection,
        )
        try:
            left = mail.send()
        except SMTPRecipientsRefused as error:
            self.close()
            codes = {code for code, _text in error.recipients.values()}
            kind = RefusedError if min(codes) >= 500 else NotSentError
            raise kind(f"destinataire refusé ({min(codes)})") from None
        except SMTPResponseException as error:
            self.close()
            raise NotSentError(f"{type(error).__name__} {error.smtp_code}") from None
        except (SMTPException, OSError) as error:
            self.close()
            raise NotSentError(_kind_of(error)) from None
        except ValueError as error:
            raise RefusedError(f"courriel mal formé ({type(error).__name__})") from None
        if not left:
            raise NotSentError("le serveur de courriel n'a rien pris")

    def close(self) -> None:
        try:
            self.connection.close()
        except (SMTPException, OSError):
            self.connection = get_connection(timeout=TIMEOUT_S)


class NoSms:
    def send(self, message: Message) -> None:  # noqa: ARG002  a carrier takes the message
        raise RefusedError("aucun envoi de SMS n'est réglé (ENTRELIEUX_SMS)")


class ConsoleSms:
    """Written where the worker writes: to try, never to serve people."""

    def send(self, message: Message) -> None:
        import sys

        sys.stdout.write(f"SMS à {message.recipient} : {message.body}\n")
        sys.stdout.flush()


class HttpSms:
    """POST of ``{"to", "from", "text"}`` in JSON, with a bearer token; any 2xx means taken.

    ``Idempotency-Key`` is the same at each try: a carrier that reads it sends once.
    """

    def send(self, message: Message) -> None:
        said = {
            "to": message.recipient,
            "from": settings.SMS_SENDER,
            "text": message.body,
        }
        request = Request(  # noqa: S310  the scheme is checked by the settings
            settings.SMS_URL,
            data=json.dumps(said).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {settings.SMS_TOKEN}",
                "Idempotency-Key": digest_of(message),
                "User-Agent": "entrelieux",
            },
            method="POST",
        )
        try:
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
                answer.read(1)
        except HTTPError as error:
            error.close()
            for_good = 400 <= error.code < 500 and error.code not in AGAIN
            kind = RefusedError if for_good else NotSentError
            raise kind(f"l'envoi de SMS répond {error.code}") from None
        except (URLError, HTTPException, OSError) as error:
            raise NotSentError(_kind_of(error)) from None


class _NoRedirect(HTTPRedirectHandler):
    """A token and a number go to the address that was set, and to no other."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


SMS_CARRIERS: Mapping[str, type[Carrier]] = {"": NoSms, "console": ConsoleSms, "http": HttpSms}


@contextmanager
def carriers() -> Iterator[Mapping[str, Carrier]]:
    """{channel: its carrier}, for one round."""
    mail = MailCarrier()
    try:
        yield {
            Message.Channel.MAIL.value: mail,
            Message.Channel.SMS.value: SMS_CARRIERS[settings.SMS](),
        }
    finally:
        mail.close()


def sends_sms() -> bool:
    """Whether SMS may be offered to people as a way to be told."""
    return bool(settings.SMS)


def digest_of(message: Message) -> str:
    return hashlib.sha256(message.key.encode()).hexdigest()[:40]


def message_id(message: Message) -> str:
    """The same at each try: a mailbox that gets it twice can know it."""
    return f"<{digest_of(message)}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def _is_smtp() -> bool:
    return str(settings.EMAIL_BACKEND).endswith("smtp.EmailBackend")


def _kind_of(error: Exception) -> str:
    """What failed, without what was being sent: a server may repeat an address in its words."""
    reason = getattr(error, "reason", error)
    number = getattr(reason, "errno", None)
    kind = type(reason).__name__ if isinstance(reason, Exception) else type(error).__name__
    return f"{kind} {number}" if number else kind
