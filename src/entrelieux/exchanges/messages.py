"""What is written to whom about an introduction: no name, no word and no contact is in it.

A message says that something awaits behind an address. When no message can reach somebody, the
structure that accompanies them has it to tell. Texts are French: nobody has said which language is
read there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import animators_of
from entrelieux.engine.matching.machine import Event, State, Step
from entrelieux.exchanges.keys import answer_address
from entrelieux.exchanges.models import Introduction, NewsToTell, Request
from entrelieux.exchanges.news import add_words, have_told
from entrelieux.kernel import outbox
from entrelieux.passerelles.persons import Written, write_to

ASKED, PROPOSED, AGREED, REFUSED, LATER = "demande", "proposee", "accord", "refus", "plus_tard"
REMINDED, MET, MONTH, OVER, GONE = "rappel", "vus", "mois", "fin", "effacee"
MISTAKE = "par_erreur"
ANSWERABLE = frozenset({ASKED, PROPOSED, REMINDED, AGREED, MET, MONTH})
SIDES = ("demande", "propose")


@dataclass(frozen=True, slots=True)
class Said:
    """tell: what somebody says to the person, when no message can."""

    subject: str
    body: str
    tell: str


def tell(row: Introduction, event: Event, step: Step, by: str) -> None:
    """Tell whoever has to know what has just happened. by: the side that did it, or the site."""
    other = {"demande": "propose", "propose": "demande"}.get(by, "")
    after = step.after
    if event in {Event.AGREE_ASK, Event.AGREE_OFFER}:
        if after.state is State.TAKING_CARE:
            tell_side(row, AGREED, other)
        elif not (after.offer_agreed if other == "propose" else after.ask_agreed):
            tell_side(row, ASKED, other)
    elif event is Event.DECLINE:
        if _knows(row, other):
            tell_side(row, REFUSED, other)
    elif event is Event.LATER and other == "demande":
        tell_side(row, LATER, other)
    elif event in {Event.CLOSE, Event.NO_HELP, Event.NOT_REACHED} and not step.before.is_final:
        tell_side(row, OVER, other)


def tell_side(row: Introduction, what: str, side: str) -> None:
    """One piece of news to one side, once for each version of the introduction."""
    if side not in SIDES:
        return
    pk = row.request.follow_up_id if side == "demande" else row.offer.follow_up_id
    key = f"entraide:{row.ref}:{what}:{side}:{row.version}"
    _to(pk, key, what, row, side, fiction=row.request.is_fiction)


def tell_gone(pk: int, key: str, *, fiction: bool) -> None:
    """The other side erased everything: it stops, and it has nothing to do with this person."""
    _to(pk, f"{_gone_to(pk)}{key}", GONE, None, "", fiction=fiction)


def tell_mistake(pk: int, key: str, *, fiction: bool) -> None:
    """What was noted for this person was typed wrong, and is taken out."""
    _to(pk, f"entraide:{MISTAKE}:{pk}:{key}", MISTAKE, None, "", fiction=fiction)


def was_told(row: Introduction, side: str) -> bool:
    """Whether a message about it reached this side, or somebody told them."""
    keys = [f"entraide:{row.ref}:{what}:{side}:" for what in _TEXTS]
    told = NewsToTell.objects.exclude(told_at=None).filter(introduction=row)
    return any(
        outbox.has_left(keys=key) or told.filter(key__startswith=key).exists() for key in keys
    )


def take_back_from(pk: int) -> None:
    """They erase everything too: nothing is told them any more."""
    outbox.take_back(keys=_gone_to(pk))
    outbox.take_back(keys=f"entraide:{MISTAKE}:{pk}:")


def _gone_to(pk: int) -> str:
    return f"entraide:{GONE}:{pk}:"


def tell_animators(request: Request) -> None:
    """Nobody who was asked can: a kind and a territory, never a person."""
    network = request.follow_up.network
    if network is None:
        return
    with translation.override("fr"):
        subject = _("Une demande d'entraide a besoin de vous")
        body = _(
            "Bonjour,\n\nToutes les personnes contactées pour une demande ont dit non, ou n'ont "
            "pas répondu.\nVoyez la liste, une fois connecté·e : %(address)s\n"
        ) % {"address": _whole(reverse("entraide:animation"))}
    for account in animators_of(network.ref):
        if account.email:
            outbox.post(
                key=f"entraide:animation:{request.ref}:{account.user_id}:{int(request.moved_at.timestamp())}",
                channel="courriel",
                recipient=account.email,
                subject=_marked(subject, fiction=request.is_fiction),
                body=body,
            )


def take_back(row: Introduction) -> None:
    """What has not left yet does not leave."""
    outbox.take_back(keys=f"entraide:{row.ref}:")


def _to(
    pk: int, key: str, what: str, row: Introduction | None, side: str, *, fiction: bool
) -> None:
    with translation.override("fr"):
        said = _TEXTS[what]()
        way = answer_address(row.ref, side, pk) if row is not None and what in ANSWERABLE else ""
        written = Written(
            key=key,
            subject=_marked(said.subject, fiction=fiction),
            body=_body(said.body, way),
        )
    if write_to(pk, written):
        return
    have_told(pk, key=key, event=what, introduction=row)


def _body(said: str, way: str) -> str:
    where = (
        _("Répondez ici, sans compte : %(address)s\nCette adresse est pour vous seul·e.")
        % {"address": way}
        if way
        else _("Le détail est à l'adresse secrète que vous gardez.")
    )
    return _("Bonjour,\n\n%(said)s\n\n%(where)s\n") % {"said": said, "where": where}


def _marked(subject: str, *, fiction: bool) -> str:
    return _("[Fiction] %(subject)s") % {"subject": subject} if fiction else subject


def _knows(row: Introduction, side: str) -> bool:
    """Whether this side was told of the introduction at all: both are, from the beginning."""
    return bool(side) and row.pk is not None


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


_TEXTS: dict[str, Callable[[], Said]] = {
    ASKED: lambda: Said(
        _("Quelqu'un pense que vous pouvez l'aider"),
        _(
            "Une personne a lu ce que vous proposez, sans votre nom, et voudrait vous parler. "
            "Vous choisissez : oui, plus tard, ou non. Rien n'est dit de vous avant votre oui."
        ),
        _("Quelqu'un voudrait lui parler de ce qu'elle propose. Elle dit oui, plus tard ou non."),
    ),
    PROPOSED: lambda: Said(
        _("On vous propose une mise en relation"),
        _(
            "On pense que quelqu'un et vous pourriez vous entendre. "
            "Vous choisissez : oui, plus tard, ou non. Rien n'est dit de vous avant votre oui."
        ),
        _("On lui propose une mise en relation. Elle dit oui, plus tard ou non."),
    ),
    AGREED: lambda: Said(
        _("C'est oui des deux côtés"),
        _("Vous avez dit oui tous les deux. Vous voyez maintenant comment vous joindre."),
        _("Les deux ont dit oui : donnez-lui le moyen de joindre l'autre personne."),
    ),
    REFUSED: lambda: Said(
        _("Pas cette fois"),
        _("L'autre personne ne peut pas, cette fois. Cela ne dit rien de vous ni de votre idée."),
        _("L'autre personne ne peut pas, cette fois. D'autres peuvent répondre."),
    ),
    LATER: lambda: Said(
        _("La réponse viendra plus tard"),
        _("La personne que vous avez choisie répondra un peu plus tard."),
        _("La personne choisie répondra un peu plus tard."),
    ),
    REMINDED: lambda: Said(
        _("Une réponse vous attend toujours"),
        _("Une mise en relation attend votre réponse. « Non » est une réponse utile."),
        _("Une mise en relation attend sa réponse : oui, plus tard ou non."),
    ),
    MET: lambda: Said(
        _("Vous êtes-vous parlé ?"),
        _("Vous avez accepté une mise en relation. Vous êtes-vous vus ou parlé ?"),
        _("Demandez-lui si elle a pu parler à l'autre personne, et ce que cela a donné."),
    ),
    MONTH: lambda: Said(
        _("Comment se passe le parrainage ?"),
        _("Un mois est passé. Un mot de vous suffit : comment ça va, et quand vous vous revoyez."),
        _("Demandez-lui comment va le parrainage, et quand elles se revoient."),
    ),
    OVER: lambda: Said(
        _("Une mise en relation se termine"),
        _("L'autre personne a dit que c'était terminé. Merci d'avoir pris ce temps."),
        _("L'autre personne a dit que c'était terminé. Merci à elle."),
    ),
    GONE: lambda: Said(
        _("Une mise en relation s'arrête"),
        _(
            "L'autre personne a retiré tout ce qu'elle avait dit ici. La mise en relation "
            "s'arrête. Cela n'a rien à voir avec vous : d'autres peuvent répondre."
        ),
        _("L'autre personne s'est retirée du site. Cela n'a rien à voir avec elle."),
    ),
    MISTAKE: lambda: Said(
        _("Une ligne de votre suivi est retirée"),
        _(
            "À une rencontre, une ligne avait été notée par erreur pour vous. Elle est retirée. "
            "Vous n'avez rien à faire."
        ),
        _("Une ligne notée par erreur pour elle est retirée. Elle n'a rien à faire."),
    ),
}


def register() -> None:
    for name, made in _TEXTS.items():
        add_words(name, partial(_tell, made))


def _tell(made: Callable[[], Said]) -> str:
    return made().tell
