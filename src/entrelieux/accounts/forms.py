"""What is typed on the pages of accounts; what it is worth is decided by the services."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignup
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from entrelieux.accounts.models import User, Zone
from entrelieux.accounts.printed_codes import take_new_list
from entrelieux.accounts.services import NetworkRules

DAYS = _("Écrivez des nombres de jours, séparés par des virgules : par exemple 9, 21, 45.")


class NewcomerForm(forms.Form):
    prenom = forms.CharField(max_length=150, required=False)
    nom = forms.CharField(max_length=150, required=False)
    fonction = forms.CharField(max_length=120, required=False)
    courriel = forms.CharField(max_length=254, required=False)
    mot_de_passe = forms.CharField(max_length=200, required=False, strip=False)


class OfferForm(forms.Form):
    pour = forms.CharField(max_length=60, required=False)
    structure = forms.CharField(max_length=60, required=False)
    role = forms.CharField(max_length=20, required=False)
    nom = forms.CharField(max_length=120, required=False)
    courriel = forms.CharField(max_length=254, required=False)
    zone = forms.ChoiceField(choices=Zone.choices, required=False)
    zone_code = forms.CharField(max_length=12, required=False)
    fin = forms.DateField(
        required=False, error_messages={"invalid": _("Écrivez une date, ou laissez vide.")}
    )
    cle = forms.CharField(max_length=64, required=False)


class StaffForm(forms.Form):
    raison = forms.CharField(max_length=300, required=False)
    minutes = forms.IntegerField(
        error_messages={
            "required": _("Choisissez entre 1 et 60 minutes."),
            "invalid": _("Choisissez entre 1 et 60 minutes."),
        }
    )


class NetworkForm(forms.Form):
    relances = forms.CharField(max_length=60, required=False)
    silence_de = forms.TimeField(error_messages={"required": _("Donnez une heure.")})
    silence_a = forms.TimeField(error_messages={"required": _("Donnez une heure.")})
    seuil = forms.IntegerField(error_messages={"required": _("Donnez un nombre.")})
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_relances(self) -> tuple[int, ...]:
        typed = self.cleaned_data["relances"].replace(";", ",").replace(" ", ",")
        try:
            return tuple(int(part) for part in typed.split(",") if part)
        except ValueError:
            raise forms.ValidationError(DAYS) from None

    def rules(self) -> NetworkRules:
        said = self.cleaned_data
        return NetworkRules(
            reminder_days=said["relances"],
            quiet_from=said["silence_de"],
            quiet_until=said["silence_a"],
            small_count=said["seuil"],
        )


class SignupForm(AllauthSignup):
    """An account for one's own follow-up: no mandate comes with it."""

    prenom = forms.CharField(max_length=150, required=False)

    def save(self, request: HttpRequest) -> User:
        user: Any = super().save(request)
        user.first_name = self.cleaned_data.get("prenom", "")
        user.save(update_fields=["first_name"])
        return user


class _Code(BaseAuthenticateForm):
    """Takes a code of a new printed list too: whoever has it on paper may sign in with it."""

    @transaction.atomic
    def clean_code(self) -> str:
        take_new_list(self.user.pk, self.cleaned_data["code"])
        code: str = super().clean_code()  # a refusal undoes the line above
        return code


class CodeForm(_Code, AuthenticateForm):
    pass


class CodeAgainForm(_Code, ReauthenticateForm):
    pass
