"""An account is opened: who somebody says they are, checked and written once."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from entrelieux.accounts.errors import RefusedError
from entrelieux.accounts.models import User


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who somebody says they are as they open their account. email: "" for who has none."""

    first_name: str
    last_name: str
    function: str
    email: str
    password: str


def refuse_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise RefusedError(
            _("Cette adresse n'est pas complète. Exemple : prenom.nom@exemple.fr"), field="courriel"
        ) from None


@transaction.atomic
def open_account(newcomer: Newcomer, *, verified: bool, passwordless: bool = False) -> User:
    """The account alone, without journal line: whoever calls it keeps one for the whole.

    verified: the address was written to, and answered.

    Raises:
        RefusedError: no name, an address taken, a password that is too easy.
    """
    email = newcomer.email.strip().lower()
    if not newcomer.first_name.strip() or not newcomer.last_name.strip():
        raise RefusedError(_("Écrivez votre prénom et votre nom."), field="prenom")
    if email:
        refuse_address(email)
        if has_account(email):
            raise RefusedError(
                _("Un compte existe déjà avec cette adresse. Connectez-vous, puis revenez ici."),
                field="courriel",
            )
    user = User(
        username=_free_username(newcomer),
        first_name=" ".join(newcomer.first_name.split())[:150],
        last_name=" ".join(newcomer.last_name.split())[:150],
        function=" ".join(newcomer.function.split())[:120],
        email=email,
    )
    if passwordless:
        user.set_unusable_password()
    else:
        refuse_password(newcomer.password, user)
        user.set_password(newcomer.password)
    user.save()
    if email:
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def refuse_password(password: str, user: User) -> None:
    """Raises RefusedError: too short, too common, too close to the person's name."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages), field="mot_de_passe") from None


def has_account(email: str) -> bool:
    taken = User.objects.filter(email__iexact=email).exists()
    return taken or EmailAddress.objects.filter(email__iexact=email).exists()


def _free_username(newcomer: Newcomer) -> str:
    """« marie.durand », then « marie.durand2 »: short enough to be written on paper."""
    words = (slugify(newcomer.first_name), slugify(newcomer.last_name))
    base = ".".join(word for word in words if word)[:100] or "compte"
    held = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    free = (base if number == 1 else f"{base}{number}" for number in range(1, len(held) + 2))
    return next(name for name in free if name not in held)


def site_is_open() -> bool:
    """Whether anybody may open an account for their own follow-up."""
    return bool(settings.OPEN_ACCOUNTS)
