"""What people say of a place here: it goes before what a producer gives, and can be taken back."""

from django.conf import settings
from django.db import models

from entrelieux.directory.models.offer import Place


class PlaceStatement(models.Model):
    """One value of one field of a place, said here, that no import overwrites; never edited.

    value, given: the value said, and what its producer gives now (kept up by imports), as in the
    columns of ``Place``. An answer that takes another's place withdraws it. merge, instead_of: a
    value chosen between two sheets, and the one it took the place of: it is said again when the
    sheets are parted.
    """

    class Manner(models.TextChoices):
        ANSWER = "reponse", "réponse du lieu, par un lien"
        HOLDER = "lieu", "le lieu lui-même"
        ANIMATOR = "animation", "l'animation du réseau"
        MERGE = "fusion", "choix entre deux fiches"

    ref = models.CharField("référence", max_length=32, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="statements", verbose_name="lieu")
    field = models.CharField("champ", max_length=40)
    value = models.JSONField("valeur dite")
    given = models.JSONField("valeur du producteur", null=True, blank=True)
    manner = models.CharField("par", max_length=10, choices=Manner.choices)
    organisation_ref = models.CharField("au nom de", max_length=40, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dit par",
    )
    said_at = models.DateTimeField("dit le")
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    merge = models.ForeignKey(
        "SamePlace",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name="choisie en rapprochant",
    )
    instead_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="à la place de",
    )

    class Meta:
        verbose_name = "valeur dite ici"
        verbose_name_plural = "valeurs dites ici"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "field"),
                condition=models.Q(withdrawn_at=None),
                name="one_statement_in_force_for_a_field",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} · {self.field}"


class SamePlace(models.Model):
    """Somebody's word on two sheets: one place, or two. Nothing is moved, so nothing is lost.

    kept, other: when they are the same, ``other`` is shown on the sheet of ``kept`` and its
    address leads there. Taken back, both are as they were. When they are two, the older row is
    ``kept``. said_as, withdrawn_as: by what function, the only thing that others see of somebody.
    """

    class Verdict(models.TextChoices):
        SAME = "meme", "le même lieu"
        APART = "differents", "deux lieux"

    class Function(models.TextChoices):
        ANIMATOR = "animation", "l'animation du réseau"
        OPERATOR = "exploitation", "l'exploitation du site"

    ref = models.CharField("référence", max_length=32, unique=True)
    kept = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name="fiche gardée")
    other = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name="autre fiche")
    verdict = models.CharField("avis", max_length=10, choices=Verdict.choices)
    score = models.FloatField("ressemblance", null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dit par",
    )
    said_at = models.DateTimeField("dit le")
    said_as = models.CharField(
        "dit par la fonction", max_length=12, choices=Function.choices, blank=True, db_default=""
    )
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    withdrawn_as = models.CharField(
        "repris par la fonction", max_length=12, choices=Function.choices, blank=True, db_default=""
    )

    class Meta:
        verbose_name = "rapprochement de deux fiches"
        verbose_name_plural = "rapprochements de fiches"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("kept", "other"),
                condition=models.Q(withdrawn_at=None),
                name="one_verdict_in_force_for_two_sheets",
            ),
            models.UniqueConstraint(
                fields=("other",),
                condition=models.Q(withdrawn_at=None, verdict="meme"),
                name="a_sheet_is_shown_on_one_sheet",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("other")), name="two_sheets_are_two"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kept_id} {self.verdict} {self.other_id}"
