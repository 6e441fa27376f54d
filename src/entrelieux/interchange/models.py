"""An import that is running or done, and the rows it holds aside until they are published."""

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One file taken in. ``issues`` holds every refusal; mends are kept with each record."""

    class State(models.TextChoices):
        STAGING = "lecture", "en cours de lecture"
        PUBLISHED = "publie", "publié"
        FAILED = "echoue", "abandonné"

    file_name = models.CharField("fichier", max_length=255)
    sha256 = models.CharField("empreinte du fichier", max_length=64)
    format = models.CharField("format", max_length=40)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.STAGING)
    process = models.CharField("processus", max_length=120, blank=True)
    started_at = models.DateTimeField("commencé le", auto_now_add=True)
    heartbeat_at = models.DateTimeField("dernier signe", null=True, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)
    counts = models.JSONField("nombres", default=dict)
    issues = models.JSONField("refus", default=list)

    class Meta:
        verbose_name = "import"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class StagedRow(models.Model):
    """A row as read, waiting to be published. Nobody but its import sees it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, verbose_name="import")
    number = models.PositiveIntegerField("ligne")
    content = models.JSONField("valeurs lues")

    class Meta:
        verbose_name = "ligne en attente"
        verbose_name_plural = "lignes en attente"
        constraints = (
            models.UniqueConstraint(fields=("run", "number"), name="staged_row_once_per_run"),
        )

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"


class ColumnMapping(models.Model):
    """What each column of a producer's files is, as somebody chose it once for all of them."""

    name = models.CharField("nom", max_length=80, unique=True)
    columns = models.CharField("empreinte des titres de colonnes", max_length=64, db_index=True)
    content = models.JSONField("usage de chaque colonne")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="gardée par",
    )
    saved_at = models.DateTimeField("gardée le", auto_now=True)

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PendingFile(models.Model):
    """A file that somebody is reviewing, before it is published or a week has gone by."""

    ref = models.CharField("référence", max_length=32, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name="déposé par",
    )
    file_name = models.CharField("fichier", max_length=255)
    content = models.BinaryField("contenu")
    columns = models.JSONField("colonnes et ce qui en est proposé")
    mapping = models.JSONField("usage de chaque colonne")
    sent_at = models.DateTimeField("déposé le", auto_now_add=True)

    class Meta:
        verbose_name = "fichier déposé"
        verbose_name_plural = "fichiers déposés"
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.file_name


class HookSubscription(models.Model):
    """An address of other software, told of each change of places since ``cursor``.

    pending_*: the batch being sent, the same at each try; "" when there is none. lease_until: a
    worker holds it. secret_round: secrets are made again from it (`hooks.signing`), none is kept.
    """

    class Stopped(models.TextChoices):
        PAUSE = "pause", "mis en pause"
        FAILURES = "echecs", "arrêté après trop d'échecs"
        NOBODY = "personne", "arrêté : plus personne n'en répond"

    ref = models.CharField("référence", max_length=32, unique=True)
    name = models.CharField("nom", max_length=80)
    url = models.CharField("adresse", max_length=500)
    kinds = models.JSONField("changements voulus", default=list)
    departements = models.JSONField("départements voulus", default=list)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="ouvert par",
    )
    organisation_ref = models.CharField("structure", max_length=40, blank=True, db_index=True)
    network_ref = models.CharField("réseau", max_length=40, blank=True, db_index=True)
    secret_round = models.PositiveIntegerField("tour du secret", default=1)
    old_secret_until = models.DateTimeField("ancien secret jusqu'au", null=True, blank=True)
    created_at = models.DateTimeField("ouvert le")
    cursor = models.CharField("curseur", max_length=200, blank=True)
    pending_id = models.CharField("envoi en cours", max_length=32, blank=True)
    pending_body = models.TextField("corps de l'envoi en cours", blank=True)
    pending_cursor = models.CharField("curseur après l'envoi", max_length=200, blank=True)
    pending_count = models.PositiveIntegerField("changements en cours d'envoi", default=0)
    failures = models.PositiveIntegerField("échecs de suite", default=0)
    failing_since = models.DateTimeField("en échec depuis", null=True, blank=True)
    next_try_at = models.DateTimeField("prochain essai le")
    lease_until = models.DateTimeField("tenu jusqu'au", null=True, blank=True)
    test_asked_at = models.DateTimeField("essai demandé le", null=True, blank=True)
    stopped_at = models.DateTimeField("arrêté le", null=True, blank=True)
    stopped_why = models.CharField(
        "raison de l'arrêt", max_length=10, choices=Stopped.choices, blank=True
    )

    class Meta:
        verbose_name = "crochet"
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation_ref="") ^ models.Q(network_ref=""),
                name="a_hook_is_of_one_structure_or_one_network",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class HookDelivery(models.Model):
    """One try to send, without what was sent. status: 0 when no answer was read."""

    hook = models.ForeignKey(
        HookSubscription, models.CASCADE, related_name="deliveries", verbose_name="crochet"
    )
    at = models.DateTimeField("le", db_index=True)
    event = models.CharField("envoi", max_length=32)
    is_test = models.BooleanField("essai", default=False)
    count = models.PositiveIntegerField("changements")
    status = models.PositiveSmallIntegerField("réponse")
    problem = models.CharField("ce qui n'a pas marché", max_length=12, blank=True)
    lasted_ms = models.PositiveIntegerField("durée (ms)")

    class Meta:
        verbose_name = "envoi d'un crochet"
        verbose_name_plural = "envois d'un crochet"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.event} ({self.status})"
