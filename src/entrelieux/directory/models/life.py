"""What a place allows and when, and where its hybridation stops (SOF1 to SOF3): all is dated.

No row is edited here: what is mended or ended gives way to a new one, and keeps ``withdrawn_at``.
Imports write what producers give in their own rows, and leave those withdrawn where they are.
"""

from django.db import models

from entrelieux.directory.models.offer import Place, Record


class PlaceFunction(models.Model):
    """One thing that a place allows, between two dates. Codes: ``packs.fr.functions``.

    hours_week: 0 < hours ≤ 168, None unknown. starts_on, ends_on: None unknown or still so; the
    last day counts. record: the row that says so; None when it is said here.
    """

    class Origin(models.TextChoices):
        UNKNOWN = "", "inconnue"
        PLANNED = "prevue", "prévue dès le départ"
        EMERGENT = "emergente", "apparue à l'usage"

    ref = models.CharField("référence", max_length=40, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="functions", verbose_name="lieu")
    code = models.CharField("fonction", max_length=40)
    hours_week = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    origin = models.CharField(
        "origine", max_length=10, choices=Origin.choices, default=Origin.UNKNOWN, blank=True
    )
    asked_by = models.CharField("à la demande de", max_length=120, blank=True)
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    confirmed_on = models.DateField("confirmée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, verbose_name="ligne d'origine"
    )

    class Meta:
        verbose_name = "fonction du lieu"
        verbose_name_plural = "fonctions des lieux"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(hours_week=None)
                | models.Q(hours_week__gt=0, hours_week__lte=168),
                name="hours_of_a_function_fit_a_week",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_function_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} · {self.code}"


class PlaceLimit(models.Model):
    """What a place says it does not do, or not any more: the agreed border of its hybridation.

    code: a function, "" when the words say something else.
    """

    ref = models.CharField("référence", max_length=40, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="limits", verbose_name="lieu")
    code = models.CharField("fonction", max_length=40, blank=True)
    words = models.CharField("en quelques mots", max_length=300)
    said_on = models.DateField("dit le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")

    class Meta:
        verbose_name = "limite du lieu"
        verbose_name_plural = "limites des lieux"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.place_id} · {self.words}"


class PlaceWish(models.Model):
    """What a place wishes to allow, and does not yet: never a function, never found by a search.

    Codes: ``packs.fr.functions``. ends_on: the last day on which it is wished, None still so.
    """

    ref = models.CharField("référence", max_length=40, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="wishes", verbose_name="lieu")
    code = models.CharField("fonction", max_length=40)
    words = models.CharField("en quelques mots", max_length=300, blank=True)
    said_on = models.DateField("dit le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")

    class Meta:
        verbose_name = "fonction souhaitée"
        verbose_name_plural = "fonctions souhaitées"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.place_id} · {self.code}"


class Validity(models.Model):
    """Between which days a place, or one of its services, exists; both days count.

    service_ref: of the service, "" when it is said of the place itself. starts_on, ends_on: None
    unknown or still so. Nothing said: always; several rows: seasons. record: as in a function.
    """

    ref = models.CharField("référence", max_length=40, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="periods", verbose_name="lieu")
    service_ref = models.CharField("service", max_length=40, blank=True, db_index=True)
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    confirmed_on = models.DateField("confirmée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, verbose_name="ligne d'origine"
    )

    class Meta:
        verbose_name = "période"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=False) | models.Q(ends_on__isnull=False),
                name="a_period_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_period_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} · {self.service_ref} · {self.starts_on} · {self.ends_on}"


class Space(models.Model):
    """A room, a desk or a workshop of a place, and what is in it. equipment: codes of the pack.

    seats: people at most; surface_m2; None unknown. starts_on, ends_on as in a function.
    """

    ref = models.CharField("référence", max_length=40, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="spaces", verbose_name="lieu")
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature", max_length=40, blank=True)
    seats = models.PositiveIntegerField("places", null=True, blank=True)
    surface_m2 = models.PositiveIntegerField("surface en m²", null=True, blank=True)
    equipment = models.JSONField("équipements", default=list, blank=True)
    conditions = models.CharField("conditions", max_length=300, blank=True)
    wheelchair = models.BooleanField("accessible en fauteuil", null=True, blank=True)
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    confirmed_on = models.DateField("confirmé le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, verbose_name="ligne d'origine"
    )

    class Meta:
        verbose_name = "espace"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.place_id} · {self.name}"
