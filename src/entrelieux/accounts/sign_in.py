"""What allauth asks us: our words, our outbox, who may open an account, what a second factor is."""

import base64
import hashlib
import time
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as asked
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entrelieux.accounts.printed_codes import is_printed
from entrelieux.accounts.signed_in import resolve
from entrelieux.kernel import outbox
from entrelieux.kernel.models import Message

CODED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by our rules: messages leave by the outbox, new accounts come by invitation."""

    error_messages = {  # noqa: RUF012  as allauth declares it
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez."
        ),
        "username_password_mismatch": _(
            "Cet identifiant et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez."
        ),
        "account_inactive": _("Ce compte est fermé."),
        "enter_current_password": _("Ce n'est pas votre mot de passe actuel."),
        "incorrect_password": _("Ce n'est pas votre mot de passe."),
        "incorrect_code": _("Ce code n'est pas le bon, ou il a déjà servi. Essayez le suivant."),
        "invalid_password_reset": _("Cette adresse a déjà servi, ou elle est trop ancienne."),
        "email_taken": _("Un compte existe déjà avec cette adresse."),
        "too_many_login_attempts": _(
            "Trop d'essais d'affilée. Attendez cinq minutes, puis réessayez."
        ),
        "rate_limited": _("Trop d'essais d'affilée. Attendez un peu, puis réessayez."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return bool(settings.OPEN_ACCOUNTS)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever holds a mandate without a second factor is led to set it, before anything."""
        waits = resolve(request).awaits_second_factor
        return reverse("mfa_index" if waits else settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        said = {"request": asked.request, "email": email, **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", said)
        body = render_to_string(f"{template_prefix}_message.txt", said)
        with transaction.atomic():
            outbox.post(
                key=f"accounts:{uuid.uuid4().hex}",
                channel=Message.Channel.MAIL,
                recipient=email,
                subject=subject,
                body=body.strip() + "\n",
            )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again for somebody who proved who they are a few minutes ago, in this session."""
        request = asked.request
        proofs = get_authentication_records(request, request.user)
        if proofs and time.time() - proofs[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """A printed list of codes is a second factor of its own; secrets are kept encrypted."""

    error_messages = {  # noqa: RUF012  as allauth declares it
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Codes count once the person showed that they have them on paper."""
        if not user.is_authenticated:
            return False
        wanted = set(CODED if types is None else types)
        if wanted & set(CODED) and super().is_mfa_enabled(user, types=list(wanted)):
            return True
        on_paper = set(CODED) <= wanted or Authenticator.Type.RECOVERY_CODES in wanted
        return on_paper and is_printed(user.pk)

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002  allauth's
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Clé %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    """A key of its own, made from the signing key: a stolen database alone opens nothing."""
    digest = hashlib.sha256(b"entrelieux second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
