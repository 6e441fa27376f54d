"""A situation is kept behind an address that says nothing, and goes when it must."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.models import Intake
from entrelieux.reception.selectors import intake_for
from entrelieux.reception.services import (
    digest_of,
    erase_expired,
    erase_intake,
    keep_answers,
    open_intake,
)
from entrelieux.reception.situation import SituationParams

pytestmark = pytest.mark.django_db
SAID = SituationParams(
    commune="48080",
    besoins=("sortir-dettes", "creer-entreprise"),
    mode="velo",
    max_minutes=30,
    libre="Tu 08:00-12:00",
    publics=("beneficiaires-des-minimas-sociaux",),
    gratuit=True,
    fauteuil=True,
    a_distance=False,
    urgents=("sortir-dettes",),
)


def opened(**options):
    return open_intake(actor=ANYONE, params=SAID, **options)


def rows_as_text():
    return json.dumps(
        [list(Intake.objects.values()), list(JournalEntry.objects.values())], default=str
    )


def test_what_was_said_comes_back_whole():
    assert intake_for(ANYONE, opened()) == SAID


def test_an_address_is_opaque_and_never_stored():
    tokens = {opened() for _ in range(20)}
    assert len(tokens) == 20
    assert all(re.fullmatch(r"[\w-]{32}", token) for token in tokens)
    kept = rows_as_text()
    assert not any(token in kept for token in tokens)
    assert set(Intake.objects.values_list("token_digest", flat=True)) == {
        digest_of(token) for token in tokens
    }


def test_a_digest_opens_nothing():
    with pytest.raises(IntakeGone):
        intake_for(ANYONE, digest_of(opened()))


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 40, "a" * 10_000])
def test_an_address_never_given_opens_nothing(token):
    with pytest.raises(IntakeGone):
        intake_for(ANYONE, token)


def test_it_ends_when_it_was_said_to(settings):
    settings.INTAKE_HOURS = 3
    token = opened()
    row = Intake.objects.get()
    left = row.expires_at - timezone.now()
    assert timedelta(hours=2, minutes=59) < left <= timedelta(hours=3)
    Intake.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert intake_for(ANYONE, token) == SAID
    Intake.objects.update(expires_at=timezone.now())
    with pytest.raises(IntakeGone):
        intake_for(ANYONE, token)


def test_the_next_opening_erases_what_has_expired_and_nothing_else():
    old, kept = opened(), opened()
    Intake.objects.filter(token_digest=digest_of(old)).update(expires_at=timezone.now())
    new = opened()
    left = set(Intake.objects.values_list("token_digest", flat=True))
    assert left == {digest_of(kept), digest_of(new)}


def test_erasing_leaves_no_row_and_twice_is_harmless():
    token = opened()
    erase_intake(actor=ANYONE, token=token)
    assert not Intake.objects.exists()
    lines = JournalEntry.objects.count()
    erase_intake(actor=ANYONE, token=token)
    erase_intake(actor=ANYONE, token="never opened")
    assert JournalEntry.objects.count() == lines
    assert erase_expired(actor=ANYONE) == 0
    assert JournalEntry.objects.count() == lines


def test_a_corrected_intake_takes_the_place_of_the_former_at_its_address():
    token = opened()
    corrected = replace(SAID, commune="48095", urgents=())
    keep_answers(actor=ANYONE, token=token, said=corrected, words="")
    assert intake_for(ANYONE, token) == corrected
    assert Intake.objects.count() == 1
    with pytest.raises(IntakeGone):
        keep_answers(actor=ANYONE, token="never-opened", said=corrected, words="")


def test_the_journal_says_what_was_done_and_nothing_of_whom():
    before = set(JournalEntry.objects.values_list("pk", flat=True))
    token = opened()
    Intake.objects.update(expires_at=timezone.now())
    erase_expired(actor=ANYONE)
    erase_intake(actor=ANYONE, token=opened())
    written = JournalEntry.objects.exclude(pk__in=before)
    lines = list(written.values_list("verb", "subject", "facts"))
    assert lines == [
        ("accueil.ouvert", "", {"needs": 2}),
        ("accueils.expirés", "", {"count": 1}),
        ("accueil.ouvert", "", {"needs": 2}),
        ("accueil.effacé", "", {}),
    ]
    said = json.dumps(list(written.values()), default=str)
    for word in (token, "48080", "dettes", "creer", "velo", "minimas", "Tu 08"):
        assert word not in said


@pytest.mark.parametrize(
    "change",
    [
        {"besoins": {"besoins": ["a-need-of-the-past"], "urgents": []}},
        {"situation": {"commune": "48080", "a_field_of_the_past": 1}},
        {"situation": {}},
    ],
)
def test_words_of_a_former_version_are_as_gone(change):
    token = opened()
    Intake.objects.update(**change)
    with pytest.raises(IntakeGone):
        intake_for(ANYONE, token)
