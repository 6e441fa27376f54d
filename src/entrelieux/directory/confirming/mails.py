"""What is written to places: one mail for one address, with one link for each of its sheets.

Texts are French: nobody has said which language a place reads.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entrelieux.directory.confirming import links
from entrelieux.directory.models import Asked, Campaign
from entrelieux.directory.naming import shown_name
from entrelieux.kernel import outbox, ui
from entrelieux.kernel.models import Message

KEY = "campagne"


def send(campaign: Campaign, asked: Iterable[Asked], *, is_reminder: bool = False) -> None:
    """Write to every address of ``asked``, in the transaction of its cause."""
    by_address: dict[str, list[Asked]] = {}
    for row in asked:
        if row.courriel:
            by_address.setdefault(row.courriel.lower(), []).append(row)
    with translation.override("fr"):
        for address, rows in by_address.items():
            outbox.post(
                key=_key(campaign, address, is_reminder=is_reminder),
                channel=Message.Channel.MAIL,
                recipient=address,
                subject=_("Vos informations sont-elles toujours justes ?"),
                body=_body(campaign, rows, is_reminder=is_reminder),
            )


def take_back(campaign: Campaign) -> None:
    outbox.take_back(keys=f"{KEY}:{campaign.ref}:")


def asker(campaign: Campaign) -> str:
    return campaign.network.name if campaign.network else "Entrelieux"


def not_reached(key: str) -> None:
    """A mail that was given up: its places are to be called."""
    way, _colon, rest = key.partition(":")
    ref, _colon, digest = rest.partition(":")
    if way != KEY:
        return
    for row in Asked.objects.filter(campaign__ref=ref, answered_at=None).exclude(courriel=""):
        if digest.startswith(_digest(row.courriel.lower())):
            row.unreached_at = timezone.now()
            row.save(update_fields=["unreached_at"])


def _key(campaign: Campaign, address: str, *, is_reminder: bool) -> str:
    return f"{KEY}:{campaign.ref}:{_digest(address)}{':relance' if is_reminder else ''}"


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:24]


def _body(campaign: Campaign, rows: list[Asked], *, is_reminder: bool) -> str:
    said = {"by": asker(campaign), "day": _day(rows[0].expires_at)}
    sheets = "\n\n".join(_sheet(row) for row in rows)
    lines = [
        _("Bonjour,"),
        _("%(by)s tient à jour l'annuaire des lieux où l'on se fait aider. Le vôtre y est.") % said,
    ]
    if is_reminder:
        lines.append(_("Nous vous avons déjà écrit ; nous ne vous relancerons plus."))
    lines += [
        _("Ouvrez l'adresse, relisez, dites si tout est juste. Une minute suffit, sans compte :"),
        sheets,
        _("Ces adresses servent jusqu'au %(day)s.") % said,
        _("Ce n'est pas vous, ou le lieu n'existe plus ? La même adresse permet de le dire."),
    ]
    return "\n\n".join(lines) + "\n"


def _sheet(row: Asked) -> str:
    place = row.place
    where = ", ".join(filter(None, (place.adresse, place.commune)))
    return "\n".join(filter(None, (shown_name(place.name), where, links.address_of(row.ref))))


def _day(moment: datetime) -> str:
    return ui.day(timezone.localdate(moment))
