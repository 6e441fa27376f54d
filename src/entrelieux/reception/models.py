"""What a person asked for, kept behind an opaque address that expires and can be erased."""

from django.db import models


class Intake(models.Model):
    """Holds no name. The address itself is not stored: only its digest is.

    ``words`` is empty unless the person agreed that they be kept with the plan. ``choices`` holds
    what was changed in a plan: steps swapped for others.
    """

    token_digest = models.CharField("empreinte de l'adresse", max_length=64, unique=True)
    situation = models.JSONField("situation")
    besoins = models.JSONField("besoins")
    words = models.TextField("mots de la personne", blank=True)
    choices = models.JSONField("étapes choisies", default=dict, blank=True)
    created_at = models.DateTimeField("commencé le", auto_now_add=True)
    expires_at = models.DateTimeField("effacé le", db_index=True)

    class Meta:
        verbose_name = "accueil"

    def __str__(self) -> str:
        return f"accueil {self.pk}"
