"""Where each thing comes from, and what was done: shared by every app."""

from django.db import models


class Source(models.Model):
    """Where rows or figures come from. Fiction is a property of the source: it cannot be lost."""

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    title = models.CharField("titre", max_length=200)
    producer = models.CharField("producteur", max_length=200, blank=True)
    url = models.URLField("adresse", max_length=500, blank=True)
    licence = models.CharField("licence", max_length=120, blank=True)
    evidence = models.CharField("niveau de preuve", max_length=60, blank=True)
    published_on = models.DateField("date de la donnée", null=True, blank=True)
    imported_at = models.DateTimeField("importé le", null=True, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "source"
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title


class JournalEntry(models.Model):
    """One line per write. Append-only: triggers refuse any change on both engines."""

    at = models.DateTimeField("le", auto_now_add=True)
    actor = models.CharField("par", max_length=60)
    verb = models.CharField("fait", max_length=60)
    subject = models.CharField("objet", max_length=200, blank=True)
    facts = models.JSONField("détails", default=dict)

    class Meta:
        verbose_name = "ligne de journal"
        verbose_name_plural = "journal"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"
