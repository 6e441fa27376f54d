"""Where each thing comes from, and what was done: shared by every app."""

from django.db import models
from django.utils import timezone


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
    """One line per write. Append-only: triggers refuse any change on both engines.

    digest: SHA-256 of the line and of ``previous``, the digest of the line before it.
    """

    at = models.DateTimeField("le", default=timezone.now)
    actor = models.CharField("par", max_length=60)
    verb = models.CharField("fait", max_length=60)
    subject = models.CharField("objet", max_length=200, blank=True)
    facts = models.JSONField("détails", default=dict)
    previous = models.CharField("empreinte de la ligne d'avant", max_length=64, default="")
    digest = models.CharField("empreinte", max_length=64, default="")

    class Meta:
        verbose_name = "ligne de journal"
        verbose_name_plural = "journal"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


class JournalSegment(models.Model):
    """A month of the journal, closed: how many lines, and the digest of the last.

    Triggers let the lines of a segment go only once it says that it is purged, and let a segment
    change in no other way. first_line, last_line: primary keys.
    """

    month = models.DateField("mois", unique=True)
    first_line = models.BigIntegerField("première ligne")
    last_line = models.BigIntegerField("dernière ligne", unique=True)
    lines = models.PositiveIntegerField("nombre de lignes")
    last_digest = models.CharField("empreinte de la dernière ligne", max_length=64)
    sealed_at = models.DateTimeField("scellé le")
    purged_at = models.DateTimeField("purgé le", null=True, blank=True)

    class Meta:
        verbose_name = "mois de journal"
        verbose_name_plural = "mois de journal"
        ordering = ("last_line",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class UnknownWord(models.Model):
    """How many times a word was said not to be understood, a day, on a kind of page.

    One row for each (day, word, page, public, département): a count of reports, never of people.
    term: code of the glossary; typed: folded letters of another word; one of the two is empty, or
    both when a flood of typed words was only counted.
    """

    day = models.DateField("jour")
    term = models.CharField("mot du glossaire", max_length=60, blank=True)
    typed = models.CharField("mot écrit", max_length=60, blank=True)
    page = models.CharField("page", max_length=20)
    public = models.CharField("public", max_length=60, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)
    reports = models.PositiveIntegerField("signalements", default=0)

    class Meta:
        verbose_name = "mot non compris"
        verbose_name_plural = "mots non compris"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=(
                    *("day", "term", "typed", "page", "public", "departement"),
                    "is_fiction",
                ),
                name="one_count_of_an_unknown_word",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.term or self.typed} {self.reports}"


class Message(models.Model):
    """A message that must leave: written in the transaction of its cause, sent by ``work``.

    key: one for each cause, so that a cause told twice writes once. lease: until when one worker
    holds it; a worker that dies holds nothing for long. Texts and recipient are emptied once the
    message has left or was given up.
    """

    class Channel(models.TextChoices):
        MAIL = "courriel", "courriel"
        SMS = "sms", "SMS"

    key = models.CharField("clé", max_length=120, unique=True)
    channel = models.CharField("par", max_length=10, choices=Channel.choices)
    recipient = models.CharField("destinataire", max_length=254, blank=True)
    subject = models.CharField("sujet", max_length=200, blank=True)
    body = models.TextField("texte", blank=True)
    written_at = models.DateTimeField("écrit le")
    not_before = models.DateTimeField("pas avant le", db_index=True)
    lease_until = models.DateTimeField("tenu jusqu'au", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    given_up_at = models.DateTimeField("abandonné le", null=True, blank=True)
    problem = models.CharField("problème", max_length=300, blank=True)

    class Meta:
        verbose_name = "message à envoyer"
        verbose_name_plural = "messages à envoyer"
        ordering = ("not_before", "pk")

    def __str__(self) -> str:
        return f"message {self.pk}"


class DutyRun(models.Model):
    """Where a periodic duty is at: one row for each name of ``kernel.work.duty``.

    lease: until when one worker does it, as for a message. problem: kind of the last error, "" when
    the last run ended well.
    """

    name = models.CharField("nom", max_length=60, unique=True)
    due_at = models.DateTimeField("à faire le")
    lease_until = models.DateTimeField("tenu jusqu'au", null=True, blank=True)
    begun_at = models.DateTimeField("commencé le", null=True, blank=True)
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    problem = models.CharField("problème", max_length=300, blank=True)

    class Meta:
        verbose_name = "tâche régulière"
        verbose_name_plural = "tâches régulières"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """A study: what was asked, of which data and code, and what it found.

    asked: texts that ask it again. inputs: what identifies the data it read, ``digest`` their
    SHA-256 with what was asked: two runs of one digest have the same figures. figures: a summary
    in JSON; table: rows as compressed CSV, empty when there are none. problem: why it failed.
    """

    class State(models.TextChoices):
        ASKED = "asked", "demandée"
        DONE = "done", "faite"
        FAILED = "failed", "échouée"

    ref = models.CharField("référence", max_length=16, unique=True)
    kind = models.CharField("sorte", max_length=40)
    asked = models.JSONField("demande", default=dict)
    state = models.CharField("état", max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField("demandée le")
    done_at = models.DateTimeField("faite le", null=True, blank=True)
    seconds = models.FloatField("durée (s)", null=True, blank=True)
    inputs = models.JSONField("données lues", default=dict)
    digest = models.CharField("empreinte", max_length=64, blank=True)
    versions = models.JSONField("versions", default=dict)
    figures = models.JSONField("chiffres", default=dict)
    table = models.BinaryField("tableau", default=bytes)
    problem = models.CharField("échec", max_length=300, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "étude"
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=("kind", "state")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
