"""What a person or a structure does of its own membership: asks, signs, shows, stays, leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.meetings.manner import Manner
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks import messages
from entrelieux.networks.charters import charter_now
from entrelieux.networks.errors import MemberGone, MovedMeanwhile, NetworkGone, SaidWrongly
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.holding import Whose, clean, member_in_hand, structure_in_hand
from entrelieux.networks.models import Charter, Member, Signature
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import PersonCard, person_in_hand
from entrelieux.territories.selectors import commune_for

MOST_WORDS = 1_000
MISLEADING = frozenset("@\\")
"""Signs by which an address is read as one site and opens another."""
STATE = Member.State
OUT = frozenset({STATE.LEFT.value, STATE.DECLINED.value})


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to join. signed: version of the charter that was read and signed, 0 for none.

    name: as they sign. code_insee: "" to keep that of the file or of the structure. typed_by: the
    structure that has just opened the file with them, "" otherwise.
    """

    sector: str
    activity: str = ""
    words: str = ""
    site: str = ""
    code_insee: str = ""
    signed: int = 0
    name: str = ""
    manner: str = Manner.PAGE
    typed_by: str = ""


@transaction.atomic
def ask_to_join(*, actor: Viewer, network: NetworkCard, whose: Whose, said: Said) -> str:
    """Ask to be a member, with the charter signed; gives the reference. Twice is once.

    Who left, or was not welcomed, may ask again.

    Raises:
        FollowUpGone, MemberGone: the file or the structure is not theirs.
        SaidWrongly: the sector, the commune or the site cannot be, or the charter is not signed.
    """
    person, row = _asking(actor, network, whose)
    if row.pk and row.state not in OUT:
        return row.ref
    is_again = bool(row.pk)
    _say(row, said)
    _stand(row, said.code_insee or row.code_insee or (person.code_insee if person else ""))
    row.state, row.manner = STATE.ASKED, said.manner
    row.typed_by_ref = said.typed_by or row.typed_by_ref
    row.asked_at, row.confirmed_on = timezone.now(), timezone.localdate()
    row.welcomed_at = row.ended_at = row.reminded_on = None
    row.reason = ""
    charter = _charter_signed(network, said)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, sent again meanwhile
        return Member.objects.get(network_id=network.pk, **_key(row)).ref
    if charter:
        _sign(row, charter, said)
    journal.record(actor, "réseau.demande", _subject(row), again=is_again)
    return row.ref


@transaction.atomic
def sign(*, actor: Viewer, whose: Whose, ref: str, said: Said) -> None:
    """Sign the version in force. Twice is once.

    Raises:
        MemberGone: absent, or not theirs. SaidWrongly: no name, or another version is in force.
    """
    row = member_in_hand(actor=actor, whose=whose, ref=ref)
    _not_out(row)
    charter = _charter_signed(_network_of(row), said)
    if charter and _sign(row, charter, said):
        _moved(row)
        journal.record(actor, "réseau.signature", _subject(row), version=charter.number)


@transaction.atomic
def stay(*, actor: Viewer, whose: Whose, ref: str) -> None:
    """« Je suis toujours là », for a year. Twice is once."""
    row = member_in_hand(actor=actor, whose=whose, ref=ref)
    _not_out(row)
    if row.confirmed_on == timezone.localdate():
        return
    row.confirmed_on, row.reminded_on = timezone.localdate(), None
    _moved(row)
    journal.record(actor, "réseau.confirmée", _subject(row))


@transaction.atomic
def show(
    *,
    actor: Viewer,
    whose: Whose,
    ref: str,
    shown: Mapping[str, str],
    said: Said,
    version: int | None = None,
) -> None:
    """What the directory says of them, line by line: to nobody, to members, to everybody.

    version: that of the page, when nobody else may have changed it meanwhile.

    Raises:
        MemberGone: absent, or not theirs. SaidWrongly: what is said cannot be shown.
        MovedMeanwhile: changed since the page was opened.
    """
    row = member_in_hand(actor=actor, whose=whose, ref=ref)
    _not_out(row)
    if version is not None and version != row.version:
        raise MovedMeanwhile(
            _("Votre fiche a changé depuis que cette page a été ouverte. Relisez-la ci-dessous.")
        )
    _say(row, said)
    row.shown = {
        code: to
        for code, to in shown.items()
        if code in pack.shown_lines() and to in {pack.ALL, pack.MEMBERS}
    }
    _moved(row)
    journal.record(actor, "réseau.montré", _subject(row), lines=len(row.shown))


@transaction.atomic
def leave(*, actor: Viewer, whose: Whose, ref: str, reason: str = "") -> None:
    """At once: nothing is shown any more, and what they told is forgotten. Twice is once."""
    row = member_in_hand(actor=actor, whose=whose, ref=ref)
    if row.state in OUT:
        return
    row.state, row.ended_at = STATE.LEFT, timezone.now()
    row.reason = reason if reason in pack.reasons() else ""
    row.shown, row.activity, row.words, row.site = {}, "", "", ""
    _moved(row)
    messages.take_back(row)
    journal.record(actor, "réseau.quittée", _subject(row))


def _asking(actor: Viewer, network: NetworkCard, whose: Whose) -> tuple[PersonCard | None, Member]:
    if whose.organisation:
        structure_in_hand(actor, whose.organisation)
        card = structure_for(actor, whose.organisation)
        key: dict[str, Any] = {"organisation_ref": whose.organisation}
        person, fiction = None, card.is_fiction if card else network.is_fiction
        start = {"code_insee": card.code_insee if card else ""}
    else:
        person = person_in_hand(actor=actor, token=whose.token, ref=whose.file)
        key, fiction = {"follow_up_id": person.pk}, person.is_fiction
        start = {"typed_by_ref": person.organisation}
    if fiction != network.is_fiction:  # an invented member never stands beside real ones
        raise NetworkGone
    row = Member.objects.select_for_update(of=("self",)).filter(network_id=network.pk, **key)
    new = Member(ref=new_ref(), network_id=network.pk, is_fiction=fiction, **key, **start)
    return person, row.first() or new


def _key(row: Member) -> dict[str, object]:
    if row.organisation_ref:
        return {"organisation_ref": row.organisation_ref}
    return {"follow_up_id": row.follow_up_id}


def _say(row: Member, said: Said) -> None:
    if said.sector not in pack.sectors():
        raise SaidWrongly(_("Choisissez un secteur de la liste."), field="secteur")
    site = clean(said.site)
    if site and "://" not in site:
        site = f"https://{site}"
    try:
        if site:
            URLValidator(schemes=["http", "https"])(site)
            if set(site) & MISLEADING:
                raise ValidationError(site)
    except ValidationError:
        raise SaidWrongly(
            _("Cette adresse de site semble incomplète. Exemple : www.exemple.fr"), field="site"
        ) from None
    if len(site) > 200:
        raise SaidWrongly(_("Cette adresse de site est trop longue."), field="site")
    row.sector, row.site = said.sector, site
    row.activity = clean(said.activity)[:200]
    row.words = said.words.replace("\x00", "").replace("\r\n", "\n").strip()[:MOST_WORDS]


def _stand(row: Member, code_insee: str) -> None:
    commune = commune_for(code_insee) if code_insee else None
    if commune is None:
        raise SaidWrongly(_("Écrivez le nom de votre commune ou son code postal."), field="commune")
    row.code_insee, row.departement = commune.code, commune.departement_code


def _charter_signed(network: NetworkCard, said: Said) -> Charter | None:
    """The version in force, once signed as it was read; None without any charter."""
    now = charter_now(network)
    if now is None:
        return None
    if said.signed != now.number:
        raise SaidWrongly(
            _("Lisez la charte, puis cochez que vous la signez.")
            if not said.signed
            else _("La charte a changé pendant que vous la lisiez : relisez-la, puis signez."),
            field="signe",
        )
    if said.manner != Manner.PAPER and not clean(said.name):
        raise SaidWrongly(_("Écrivez votre nom pour signer."), field="nom")
    return Charter.objects.get(network_id=network.pk, number=now.number)


def _sign(row: Member, charter: Charter, said: Said) -> bool:
    """For a structure, it signs: who wrote it is in the journal, and no name of theirs is kept."""
    unnamed = said.manner == Manner.PAPER or bool(row.organisation_ref)
    _kept, is_new = Signature.objects.get_or_create(
        member=row,
        charter=charter,
        defaults={
            "name": "" if unnamed else clean(said.name)[:120],
            "manner": said.manner,
            "organisation_ref": row.typed_by_ref if said.manner != Manner.PAGE else "",
            "signed_at": timezone.now(),
        },
    )
    return is_new


def _not_out(row: Member) -> None:
    if row.state in OUT:
        raise MemberGone


def _moved(row: Member) -> None:
    row.version += 1
    row.save()


def _network_of(row: Member) -> NetworkCard:
    return network_in_sight(row.network.ref)


def _subject(row: Member) -> str:
    return f"membre:{row.ref}"
