"""What is typed to make a token; what it is worth is decided by the service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from entrelieux.accounts.errors import RefusedError
from entrelieux.accounts.tokens.services import Wanted


class TokenForm(forms.Form):
    nom = forms.CharField(max_length=200, required=False)
    fin = forms.DateField(
        required=False, error_messages={"invalid": _("Écrivez une date, ou laissez vide.")}
    )
    cle = forms.CharField(max_length=64, required=False)

    def wanted(self, scopes: list[str]) -> Wanted:
        """Raises RefusedError: something typed is not what it should be."""
        if not self.is_valid():
            name, faults = next(iter(self.errors.items()))
            raise RefusedError(str(faults[0]), field=name)
        return Wanted(self.cleaned_data["nom"], scopes, self.cleaned_data["fin"])
