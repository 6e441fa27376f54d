"""Who asks to be called back, who calls, and in which order."""

from django.conf import settings
from django.db import models

from entrelieux.exchanges.meetings.manner import Manner


class Receiver(models.Model):
    """Somebody of the network who calls back, and how much they can carry.

    organisation_ref: their structure, "" for none said. zone, zone_code: where; "" for the whole
    network. kinds: of the pack; none: all. weekly: calls a week. most_open: taken and not settled
    at the same time. away_until: takes none before that day.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, related_name="+", verbose_name="réseau"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="compte"
    )
    organisation_ref = models.CharField("structure", max_length=40, blank=True)
    zone = models.CharField("territoire", max_length=12, blank=True)
    zone_code = models.CharField("code du territoire", max_length=12, blank=True)
    kinds = models.JSONField("genres de demande", default=list, blank=True)
    weekly = models.PositiveSmallIntegerField("rappels par semaine", default=5)
    most_open = models.PositiveSmallIntegerField("en même temps", default=10)
    away_until = models.DateField("de retour le", null=True, blank=True)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "personne qui rappelle"
        verbose_name_plural = "personnes qui rappellent"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("network", "user"), name="a_receiver_once_a_network"),
        )

    def __str__(self) -> str:
        return f"rappelle {self.ref}"


class WaitingRules(models.Model):
    """One version of how long each kind may wait. Never changed once written.

    number: from 1, by network. lines: [{"kind": code of the pack, "days": worked days}].
    """

    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, related_name="+", verbose_name="réseau"
    )
    number = models.PositiveSmallIntegerField("version")
    lines = models.JSONField("lignes", default=list)
    why = models.CharField("pourquoi", max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrites par",
    )
    made_at = models.DateTimeField("écrites le")

    class Meta:
        verbose_name = "règles d'attente"
        verbose_name_plural = "règles d'attente"
        ordering = ("network", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("network", "number"), name="waiting_rules_once_a_version"
            ),
        )

    def __str__(self) -> str:
        return f"règles {self.number}"


class Arrival(models.Model):
    """Somebody who asks a network to call them back. They are erased with their file.

    kind: of the pack, which says within how many days. code_insee: where they live or would like
    to. words: theirs, never changed. when: parts of the day, of the pack; none: any. due_on: the
    date promised to them, fixed when they asked and never put back. told_days: how long they were
    told that it might take, nine times out of ten, as estimated then; None for no estimate.
    receiver: who took it. tries: calls without answer.
    """

    class State(models.TextChoices):
        WAITING = "attend", "attend"
        TAKEN = "prise", "prise"
        SETTLED = "reglee", "réglée"
        OVER = "retiree", "retirée"

    ref = models.CharField("référence", max_length=32, unique=True)
    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, related_name="+", verbose_name="réseau"
    )
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    organisation_ref = models.CharField("structure qui l'a saisi", max_length=40, blank=True)
    manner = models.CharField(
        "demandé comment", max_length=12, choices=Manner.choices, default=Manner.PAGE
    )
    kind = models.CharField("genre", max_length=24)
    words = models.TextField("mots de la personne", blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    when = models.JSONField("quand appeler", default=list, blank=True)
    rules_number = models.PositiveSmallIntegerField("version des règles", default=0)
    asked_at = models.DateTimeField("demandé le")
    due_on = models.DateField("à rappeler d'ici le", db_index=True)
    told_days = models.PositiveSmallIntegerField("jours annoncés", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    receiver = models.ForeignKey(
        Receiver,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="arrivals",
        verbose_name="prise par",
    )
    taken_at = models.DateTimeField("prise le", null=True, blank=True)
    answered_at = models.DateTimeField("première réponse le", null=True, blank=True)
    settled_at = models.DateTimeField("réglée le", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("appels sans réponse", default=0)
    outcome = models.CharField("ce que cela a donné", max_length=24, blank=True)
    version = models.PositiveIntegerField("version de la demande", default=0)
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "demande de rappel"
        verbose_name_plural = "demandes de rappel"
        ordering = ("due_on", "asked_at", "pk")
        indexes = (models.Index(fields=("network", "state", "due_on"), name="arrivals_in_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=("follow_up", "request_key"),
                condition=~models.Q(request_key=""),
                name="an_arrival_once_a_form",
            ),
        )

    def __str__(self) -> str:
        return f"demande de rappel {self.ref}"


class ArrivalMove(models.Model):
    """One thing done of an arrival. by: « personne », « rappel », « animation » or « site »."""

    arrival = models.ForeignKey(
        Arrival, models.CASCADE, related_name="moves", verbose_name="demande de rappel"
    )
    at = models.DateTimeField("le")
    event = models.CharField("événement", max_length=24)
    by = models.CharField("par", max_length=12)
    receiver = models.ForeignKey(
        Receiver,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui rappelle",
    )

    class Meta:
        verbose_name = "mouvement de demande de rappel"
        verbose_name_plural = "mouvements de demande de rappel"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d}"
