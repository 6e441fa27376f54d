"""What happens at a counter: somebody comes, is listened to, and leaves with something."""

from django.conf import settings
from django.db import models


class Visit(models.Model):
    """Somebody at the counter, with or without a name: the name, if any, is in the follow-up.

    What was said is an intake of the reception, behind an address drawn from ``ref`` (see
    ``counter.adapters.token_of``): it is kept nowhere and expires by itself. plan: number of the
    one shown. order, left_out: references of the interlocutors put first, and of those set aside.
    unmet: codes of the needs that were counted as left without answer.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="agent",
    )
    organisation_ref = models.CharField("structure", max_length=40, db_index=True)
    follow_up_ref = models.CharField("suivi ouvert", max_length=32, blank=True)
    plan = models.PositiveSmallIntegerField("parcours choisi", default=1)
    order = models.JSONField("étapes dans l'ordre", default=list, blank=True)
    left_out = models.JSONField("étapes retirées", default=list, blank=True)
    unmet = models.JSONField("besoins notés sans réponse", default=list, blank=True)
    opened_at = models.DateTimeField("ouverte le", db_index=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    request_key = models.CharField("clé de la demande", max_length=64, unique=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "visite"

    def __str__(self) -> str:
        return f"visite {self.ref}"


class SupportRecord(models.Model):
    """One act (compte rendu). Codes are those of La Coop where it has them: ``packs.fr.coop``.

    forme_mediation × monde: the table of both meanings of mediation. participants: one entry for
    each anonymous person, with only what they were willing to say. minutes: length of the act.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="auteur",
    )
    organisation_ref = models.CharField("structure", max_length=40, db_index=True)
    place_ref = models.CharField("lieu", max_length=40, blank=True)
    held_on = models.DateField("fait le", db_index=True)
    forme_mediation = models.CharField("forme de médiation", max_length=20)
    monde = models.CharField("monde", max_length=24)
    activity = models.CharField("activité", max_length=12)
    place_of_act = models.CharField("lieu de l'acte", max_length=14)
    code_insee = models.CharField("code INSEE", max_length=5, blank=True)
    minutes = models.PositiveSmallIntegerField("durée en minutes")
    themes = models.JSONField("thèmes", default=list)
    administrative_themes = models.JSONField("thèmes administratifs", default=list, blank=True)
    autonomy = models.CharField("autonomie", max_length=24, blank=True)
    level = models.CharField("niveau de l'atelier", max_length=14, blank=True)
    participants = models.JSONField("participants", default=list)
    redirections = models.JSONField("redirections", default=list, blank=True)
    passerelle_ref = models.CharField("passerelle", max_length=32, blank=True)
    note = models.TextField("note", blank=True)
    origin = models.CharField("saisi où", max_length=20, default="entrelieux")
    origin_key = models.CharField("clé d'origine", max_length=80, blank=True)
    written_at = models.DateTimeField("écrit le")
    changed_at = models.DateTimeField("changé le")
    version = models.PositiveIntegerField("version", default=1)
    request_key = models.CharField("clé de la demande", max_length=64, unique=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation_ref", "origin", "origin_key"),
                condition=~models.Q(origin_key=""),
                name="a_record_once_an_origin",
            ),
        )

    def __str__(self) -> str:
        return f"compte rendu {self.ref}"
