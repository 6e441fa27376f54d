"""How something was said, and so who typed it: by the person, beside them, or afterwards."""

from django.db import models


class Manner(models.TextChoices):
    """How it was said, and so who typed it."""

    PAGE = "page", "par la personne, sur le site"
    COUNTER = "guichet", "au guichet, avec un agent"
    PAPER = "papier", "sur papier, saisi après"
    MEETING = "rencontre", "à une rencontre, saisi après"
