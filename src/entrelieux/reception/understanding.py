"""From a person's own words to needs that they confirm: nothing is decided for them, or kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from entrelieux.engine.language.understanding import Proposal, understand
from entrelieux.engine.orientation.model import MAX_NEEDS
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.learning import LEAST, SURE, UNDERSTOOD, load_model
from entrelieux.reception.selectors import need_card

MAX_LETTERS = 1000
MOST_PROPOSALS = 8


class WordsError(UserError):
    """The words cannot be read; the message says what was found and what to do."""

    code = "mots-inutilisables"


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """confidence: 0 to 1. because: the person's own words. is_sure: worth ticking beforehand."""

    need: NeedCard
    confidence: float
    because: tuple[str, ...]
    is_sure: bool
    thematiques: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """needs: codes of the proposals that these words led to; () when they led to none."""

    text: str
    needs: tuple[str, ...]

    @property
    def is_marked(self) -> bool:
        return bool(self.needs)


@dataclass(frozen=True, slots=True)
class UnderstandingCard:
    """pieces: joined, they give the words back unchanged. message: "" when all is well."""

    words: str
    proposals: tuple[ProposalCard, ...]
    pieces: tuple[Piece, ...]
    set_aside: tuple[NeedCard, ...]
    is_understood: bool
    message: str


def understood_in(viewer: Viewer, words: str) -> UnderstandingCard:  # noqa: ARG001  same for all
    """The needs that these words speak of, best first; none rather than a guess.

    Nothing is stored, logged or fetched.

    Raises:
        WordsError: more than ``MAX_LETTERS`` letters.
    """
    if len(words) > MAX_LETTERS:
        raise WordsError(
            _(
                "%(found)d caractères trouvés, %(most)d au plus : "
                "gardez l'essentiel, le reste se dira de vive voix."
            )
            % {"found": len(words), "most": MAX_LETTERS},
            field="mots",
        )
    found = understand(words, load_model(), least=LEAST)
    needs = needs_pack.load_needs()
    is_understood = bool(found.proposals) and found.proposals[0].confidence >= UNDERSTOOD
    kept = found.proposals[:MOST_PROPOSALS] if is_understood else ()
    return UnderstandingCard(
        words=words,
        proposals=tuple(_proposal_card(words, proposal) for proposal in kept),
        pieces=_pieces(words, kept),
        set_aside=tuple(need_card(needs[rank]) for rank in found.set_aside),
        is_understood=is_understood,
        message="" if is_understood else _not_understood(words),
    )


def with_what_is_sure(ticked: Sequence[str], said: UnderstandingCard) -> list[str]:
    """What the words surely say is ticked beforehand: the person sees it before going on."""
    sure = [p.need.code for p in said.proposals if p.is_sure and p.need.code not in ticked]
    return [*ticked, *sure[: max(MAX_NEEDS - len(ticked), 0)]]


def _proposal_card(words: str, proposal: Proposal) -> ProposalCard:
    need = needs_pack.load_needs()[proposal.need]
    return ProposalCard(
        need=need_card(need),
        confidence=round(proposal.confidence, 3),
        because=tuple(words[start:end] for start, end in proposal.because),
        is_sure=proposal.confidence >= SURE,
        thematiques=need.thematiques,
        services=need.services_mediation,
    )


def _pieces(words: str, proposals: tuple[Proposal, ...]) -> tuple[Piece, ...]:
    """The words cut where what they led to changes; only sure proposals are marked."""
    needs = needs_pack.load_needs()
    marks = [
        (start, end, needs[proposal.need].code)
        for proposal in proposals
        if proposal.confidence >= SURE
        for start, end in proposal.because
    ]
    cuts = sorted({0, len(words), *(at for start, end, _code in marks for at in (start, end))})
    return tuple(
        Piece(
            words[low:high],
            tuple(dict.fromkeys(code for start, end, code in marks if start <= low < end)),
        )
        for low, high in pairwise(cuts)
    )


def _not_understood(words: str) -> str:
    if not words.strip():
        return _("Dites ce que vous voulez avec vos mots, ou choisissez dans la liste.")
    return _(
        "Nous n'avons pas compris ce dont vous avez besoin. Dites-le autrement, "
        "par exemple ce qui vous arrive ou ce que vous aimeriez faire, ou choisissez dans la liste."
    )
