from django.db import models


class Indicator(models.Model):
    """Something measured in each commune, brought by who studies a territory.

    values: by INSEE code of today; a commune that is absent has none. digest: SHA-256 of the
    values. communes, missing: communes of today with and without a value.
    """

    code = models.SlugField("identifiant", max_length=60, unique=True)
    label = models.CharField("intitulé", max_length=120)
    unit = models.CharField("unité", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("année")
    source = models.ForeignKey("kernel.Source", models.PROTECT, related_name="+")
    values = models.JSONField("valeurs par commune", default=dict)
    digest = models.CharField("empreinte", max_length=64)
    communes = models.PositiveIntegerField("communes renseignées")
    missing = models.PositiveIntegerField("communes sans valeur")
    imported_at = models.DateTimeField("importé le")

    class Meta:
        verbose_name = "indicateur"
        ordering = ("label", "code")

    def __str__(self) -> str:
        return self.label
