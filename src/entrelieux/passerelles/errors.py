"""What is said when a follow-up or a hand-over cannot be read, or cannot move as asked."""

from django.utils.translation import gettext as _

from entrelieux.engine.handover.machine import Refusal, State
from entrelieux.kernel.errors import UserError


class FollowUpGone(UserError):  # noqa: N818  named by what is so
    """Absent, erased, or not this viewer's: the three look the same."""

    code = "suivi-absent"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Ce suivi n'existe pas, ou il a été effacé."))


class PasserelleGone(UserError):  # noqa: N818  named by what is so
    code = "passerelle-absente"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette demande n'existe pas, ou elle a été effacée."))


class ReplyLinkGone(UserError):  # noqa: N818  named by what is so
    """Expired, badly copied or never given: the three look the same."""

    code = "adresse-de-reponse-absente"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette adresse de réponse n'est plus valable, ou elle a été mal copiée. "
                "Ouvrez-la depuis le message le plus récent."
            )
        )


class AskedWrongly(UserError):  # noqa: N818  named by what is so
    """Something in what was asked cannot be; ``field`` says which."""

    code = "demande-invalide"
    status = 422


class NotAllShown(UserError):  # noqa: N818  named by what is so
    """The secret address would show to somebody what the person hides from them."""

    code = "suivi-en-partie-cache"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "La personne ne montre pas tout à votre structure, et son adresse ouvre tout. "
                "Vous ne pouvez pas la refaire pour elle : ouvrez un autre suivi avec elle."
            )
        )


class Changed(UserError):  # noqa: N818  named by what is so
    """Somebody else moved it since the page was opened."""

    code = "passerelle-changee"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette demande a changé depuis que cette page a été ouverte. "
                "Rien n'a été perdu : relisez-la, puis recommencez si besoin."
            )
        )


class LinkUsed(UserError):  # noqa: N818  named by what is so
    """An address that answered already is used to answer something else."""

    code = "deja-repondu"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Une réponse a déjà été donnée à cette adresse. Elle ne peut plus changer ici.")
        )


class NotNow(UserError):  # noqa: N818  named by what is so
    """The state machine refuses; ``refusal`` says why, ``state`` where the hand-over stands."""

    code = "pas-maintenant"
    status = 409

    def __init__(self, refusal: Refusal, state: State) -> None:
        super().__init__(_said()[refusal], code=f"pas-maintenant-{refusal.value}")
        self.refusal = refusal
        self.state = state


def _said() -> dict[Refusal, str]:
    return {
        Refusal.NO_CONSENT: _("Il faut d'abord l'accord de la personne. Rien n'est parti."),
        Refusal.NOT_SENT: _("Cette demande n'est pas encore envoyée."),
        Refusal.SENT: _("Cette demande est déjà envoyée."),
        Refusal.ACCEPTED: _("Cette demande est déjà acceptée."),
        Refusal.DECLINED: _("Cette demande est déjà refusée. Confiez-la à une autre structure."),
        Refusal.SILENT: _("Les rappels sont finis. Appelez, ou confiez-la à une autre structure."),
        Refusal.MET: _("La rencontre est déjà faite."),
        Refusal.OVER: _("Cette demande est terminée : elle ne peut plus changer."),
        Refusal.NO_ANSWER_AWAITED: _(
            "Seule une information a été donnée : aucune réponse n'est attendue."
        ),
    }
