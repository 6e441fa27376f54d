"""Somebody's project: a plain pitch, who walks beside, what comes next, and what each may read.

The history of its stages is that of the person's file: one project a file.
"""

from django.conf import settings
from django.db import models


class Project(models.Model):
    """name, pitch: in the holder's words. place_ref, code_insee: where it would be, if known.

    siret: "" until there is one; never asked for before the project says that it exists.
    is_public: whether the name and the pitch are listed, without the holder's name. is_findable:
    whether those at the same stage nearby are told of it. is_firm: it runs already; then maturity,
    subjects and trusted are codes of the pack, each as the holder says it.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    follow_up = models.OneToOneField(
        "passerelles.FollowUp",
        models.CASCADE,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    name = models.CharField("nom du projet", max_length=120, blank=True)
    pitch = models.TextField("en quelques mots", blank=True)
    place_ref = models.CharField("lieu", max_length=40, blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    needs = models.JSONField("besoins", default=list, blank=True)
    siret = models.CharField("siret", max_length=14, blank=True)
    is_firm = models.BooleanField("entreprise qui tourne déjà", default=False)
    maturity = models.CharField("à l'aise avec le numérique", max_length=16, blank=True)
    subjects = models.JSONField("sujets", default=list, blank=True)
    trusted = models.JSONField("personnes de confiance", default=list, blank=True)
    is_public = models.BooleanField("montré à tous", default=False)
    is_findable = models.BooleanField("proposé aux projets proches", default=False)
    opened_at = models.DateTimeField("ouvert le")
    moved_at = models.DateTimeField("dernier changement le")
    version = models.PositiveIntegerField("version", default=1)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "projet"
        verbose_name_plural = "projets"

    def __str__(self) -> str:
        return f"projet {self.ref}"


class ProjectPart(models.Model):
    """One part of the shared file, in the holder's words. code: a part or question of the pack."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="parts", verbose_name="projet"
    )
    code = models.CharField("partie", max_length=24)
    words = models.TextField("texte")
    changed_at = models.DateTimeField("changée le")

    class Meta:
        verbose_name = "partie du dossier"
        verbose_name_plural = "parties du dossier"
        constraints = (
            models.UniqueConstraint(fields=("project", "code"), name="a_part_once_a_project"),
        )

    def __str__(self) -> str:
        return self.code


class Companion(models.Model):
    """Who walks beside: a structure, or a mentor met through an introduction.

    mentor_ref: of their introduction, mentor: their own file; "" and None for a structure. Nothing
    is opened to them by itself.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="companions", verbose_name="projet"
    )
    organisation_ref = models.CharField("structure", max_length=40, blank=True, db_index=True)
    mentor_ref = models.CharField("mise en relation", max_length=32, blank=True)
    mentor = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dossier de la marraine ou du parrain",
    )
    name = models.CharField("nom", max_length=300)
    since = models.DateTimeField("depuis")
    until = models.DateTimeField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "compagnon de projet"
        verbose_name_plural = "compagnons de projet"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "organisation_ref"),
                condition=~models.Q(organisation_ref="") & models.Q(until=None),
                name="a_structure_once_beside_a_project",
            ),
            models.UniqueConstraint(
                fields=("project", "mentor_ref"),
                condition=~models.Q(mentor_ref="") & models.Q(until=None),
                name="a_mentor_once_beside_a_project",
            ),
        )

    def __str__(self) -> str:
        return f"compagnon {self.ref}"


class Opened(models.Model):
    """One part that the holder opens to one companion, until they close it."""

    companion = models.ForeignKey(
        Companion, models.CASCADE, related_name="opened", verbose_name="compagnon"
    )
    part = models.CharField("partie", max_length=24)
    agreed_at = models.DateTimeField("ouverte le")
    revoked_at = models.DateTimeField("fermée le", null=True, blank=True)

    class Meta:
        verbose_name = "partie ouverte"
        verbose_name_plural = "parties ouvertes"
        constraints = (
            models.UniqueConstraint(
                fields=("companion", "part"),
                condition=models.Q(revoked_at=None),
                name="a_part_opened_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} → {self.companion_id}"


class Signed(models.Model):
    """Written by the holder, or by a companion who signs. request_key: sent twice, written once."""

    ref = models.CharField("référence", max_length=32, unique=True)
    companion = models.ForeignKey(
        Companion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrite au nom de",
    )
    author_name = models.CharField("signature", max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrite par",
    )
    written_at = models.DateTimeField("écrite le")
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)

    class Meta:
        abstract = True


class Action(Signed):
    """What comes next, by whom, for when. owner: a companion, None for the holder."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="actions", verbose_name="projet"
    )
    owner = models.ForeignKey(
        Companion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui s'en charge",
    )
    words = models.CharField("action", max_length=300)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_at = models.DateTimeField("faite le", null=True, blank=True)
    dropped_at = models.DateTimeField("laissée le", null=True, blank=True)

    class Meta:
        verbose_name = "action"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "request_key"),
                condition=~models.Q(request_key=""),
                name="an_action_once_a_form",
            ),
        )

    def __str__(self) -> str:
        return f"action {self.ref}"


class Note(Signed):
    """What somebody noted of a project."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="notes", verbose_name="projet"
    )
    words = models.TextField("note")

    class Meta:
        verbose_name = "note de projet"
        verbose_name_plural = "notes de projet"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "request_key"),
                condition=~models.Q(request_key=""),
                name="a_note_once_a_form",
            ),
        )

    def __str__(self) -> str:
        return f"note {self.ref}"
