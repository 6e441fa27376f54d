"""Communes, intercommunalités, départements and regions, as the French pack gives them."""

from django.db import models


class Region(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=100)

    class Meta:
        verbose_name = "région"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")

    class Meta:
        verbose_name = "département"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.nom


class Epci(models.Model):
    code = models.CharField("SIREN", max_length=9, primary_key=True)
    nom = models.CharField("nom", max_length=200)
    nature = models.CharField("nature", max_length=8)

    class Meta:
        verbose_name = "intercommunalité (EPCI)"
        verbose_name_plural = "intercommunalités (EPCI)"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.nom


class Commune(models.Model):
    class Centre(models.TextChoices):
        MAIRIE = "mairie", "mairie"
        CENTROIDE = "centroide", "centre géométrique"

    class Density(models.IntegerChoices):
        DENSE = 0, "dense"
        INTERMEDIAIRE = 1, "intermédiaire"
        RURAL = 2, "rural"
        TRES_PEU_DENSE = 3, "très peu dense"

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    departement = models.ForeignKey(Departement, models.PROTECT, verbose_name="département")
    epci = models.ForeignKey(
        Epci, models.PROTECT, null=True, blank=True, verbose_name="intercommunalité"
    )
    population = models.PositiveIntegerField("population municipale")
    area_km2 = models.FloatField("superficie (km²)")
    lon = models.FloatField("longitude du point de départ")
    lat = models.FloatField("latitude du point de départ")
    centre = models.CharField("ce qu'est ce point", max_length=10, choices=Centre.choices)
    centroid_lon = models.FloatField("longitude du centre géométrique")
    centroid_lat = models.FloatField("latitude du centre géométrique")
    codes_postaux = models.CharField("codes postaux", max_length=200, blank=True)
    density = models.PositiveSmallIntegerField("densité", choices=Density.choices)
    landmass = models.SmallIntegerField("masse terrestre")

    class Meta:
        verbose_name = "commune"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.nom


class FormerCommune(models.Model):
    """A code or a name that leads to a commune of today, whose code it may share."""

    class Nature(models.TextChoices):
        DELEGUEE = "deleguee", "commune déléguée"
        ASSOCIEE = "associee", "commune associée"
        ARRONDISSEMENT = "arrondissement", "arrondissement municipal"
        FUSIONNEE = "fusionnee", "commune fusionnée"
        RENOMMEE = "renommee", "ancien nom"

    code = models.CharField("code INSEE", max_length=5)
    nom = models.CharField("nom", max_length=100, blank=True)
    commune = models.ForeignKey(Commune, models.CASCADE, verbose_name="commune d'aujourd'hui")
    nature = models.CharField("nature", max_length=14, choices=Nature.choices)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    codes_postaux = models.CharField("codes postaux", max_length=200, blank=True)

    class Meta:
        verbose_name = "ancien code de commune"
        verbose_name_plural = "anciens codes de communes"
        ordering = ("code", "nom")
        constraints = (models.UniqueConstraint(fields=("code", "nom"), name="former_commune_once"),)

    def __str__(self) -> str:
        return self.nom or self.code


class LoadedPack(models.Model):
    """Which pack the rows come from, and the search index made with them. There is one row."""

    digest = models.CharField("empreinte", max_length=80, unique=True)
    millesime = models.DateField("communes au")
    loaded_at = models.DateTimeField("chargé le")
    index = models.BinaryField("index de recherche")

    class Meta:
        verbose_name = "jeu de communes chargé"
        verbose_name_plural = "jeux de communes chargés"

    def __str__(self) -> str:
        return f"{self.millesime:%d/%m/%Y}"
