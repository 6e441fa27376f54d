"""What a person asked for, kept behind an opaque address that expires and can be erased."""

from django.db import models


class Intake(models.Model):
    """Holds no name. The address itself is not stored: only its digest is."""

    token_digest = models.CharField("empreinte de l'adresse", max_length=64, unique=True)
    situation = models.JSONField("situation")
    besoins = models.JSONField("besoins")
    created_at = models.DateTimeField("commencé le", auto_now_add=True)
    expires_at = models.DateTimeField("effacé le", db_index=True)

    class Meta:
        verbose_name = "accueil"

    def __str__(self) -> str:
        return f"accueil {self.pk}"
