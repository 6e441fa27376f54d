"""With whom was it, and when is it: the structure to write down, and the day, of a record.

After a hand-over, the structure that receives and the day that was announced or met; otherwise
the structure that wrote the record, and the day of the act.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrelieux.counter.records.cards import RecordCard
from entrelieux.counter.records.contacts import Appointment, Contact
from entrelieux.counter.records.presenting import Places
from entrelieux.directory.interlocutors import interlocutor
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import coop
from entrelieux.passerelles.cards import PasserelleCard
from entrelieux.passerelles.errors import PasserelleGone
from entrelieux.passerelles.selectors import passerelle_for


@dataclass(frozen=True, slots=True)
class Meeting:
    contact: Contact
    appointment: Appointment


def meeting_of(viewer: Viewer, card: RecordCard) -> Meeting:
    """Looks at the hand-over, which is written down where the person sees it."""
    bridge = _bridge(viewer, card)
    organisation, place, name = (
        (bridge.receiver.organisation_ref, bridge.receiver.place_ref, bridge.receiver.name)
        if bridge
        else (card.organisation_ref, card.draft.place_ref, card.organisation_ref)
    )
    contact = _contact(viewer, organisation, place, name)
    announced = bridge and (bridge.met_on or bridge.announced_on)
    where = ", ".join(filter(None, (contact.street, contact.postcode, contact.town)))
    title = _("Rendez-vous : %s") if bridge else _("Acte : %s")
    return Meeting(
        contact,
        Appointment(
            uid=f"{card.ref}-rendez-vous" if bridge else card.ref,
            at=announced or card.draft.held_on,
            title=title % contact.name,
            where=where,
            is_sure=bool(announced) or bridge is None,
            is_fiction=card.is_fiction,
        ),
    )


def _bridge(viewer: Viewer, card: RecordCard) -> PasserelleCard | None:
    if not card.draft.passerelle_ref:
        return None
    try:
        return passerelle_for(viewer, card.draft.passerelle_ref)
    except PasserelleGone:
        return None


def _contact(viewer: Viewer, organisation_ref: str, place_ref: str, name: str) -> Contact:
    """What the directory publishes of a structure; its name alone when it shows it no more."""
    known = interlocutor(viewer, organisation_ref, place_ref)
    known = known or interlocutor(viewer, organisation_ref)
    if known is None:
        return Contact(name)
    sheet = Places(viewer).sheet(known.place_ref)
    return Contact(
        name=known.name,
        street=sheet.card.adresse if sheet else "",
        postcode=sheet.card.code_postal if sheet else "",
        town=known.commune,
        telephone=known.telephone,
        courriel=known.courriel,
        site=sheet.site_web if sheet else "",
    )


def booking_of(viewer: Viewer, card: RecordCard) -> tuple[str, str] | None:
    """(address, name of the tool) where the structure that receives gives appointments through
    the public tool: after a hand-over, the one it went to; otherwise the place of the act.
    """
    bridge = _bridge(viewer, card)
    place_ref = bridge.receiver.place_ref if bridge else card.draft.place_ref
    sheet = Places(viewer).sheet(place_ref)
    tool = coop.booking_tool(sheet.prise_rdv) if sheet else ""
    return (sheet.prise_rdv, tool) if sheet and tool else None
