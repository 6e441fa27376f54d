"""One act is written once, changed by its author alone, and never overwritten unseen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.drafts import NOBODY, Someone, problems, tidied
from entrelieux.counter.records.errors import (
    NotYourRecords,
    RecordChanged,
    RecordGone,
    RecordRefused,
)
from entrelieux.counter.records.selectors import record_for
from entrelieux.counter.records.services import change_record, delete_record, write_record
from entrelieux.kernel.models import JournalEntry
from tests.counter.records.conftest import draft

pytestmark = pytest.mark.django_db


def lines(verb):
    return JournalEntry.objects.filter(verb=verb).count()


def test_a_form_sent_twice_writes_one_record_and_one_line(desk):
    assert desk.write() == desk.write()
    assert SupportRecord.objects.count() == 1
    assert lines("compte-rendu.écrit") == 1


def test_the_same_form_sent_with_something_else_loses_neither_text(desk):
    ref = desk.write()
    with pytest.raises(RecordChanged) as refused:
        desk.write(minutes=45)
    assert refused.value.current.ref == ref
    assert SupportRecord.objects.get().minutes == 30


def test_two_agents_may_use_the_same_key(desk):
    desk.write()
    write_record(
        actor=desk.colleague.viewer,
        organisation_ref=desk.structure,
        draft=draft(),
        request_key="une",
    )
    assert SupportRecord.objects.count() == 2


def test_nobody_writes_for_a_structure_that_is_not_theirs(desk):
    with pytest.raises(NotYourRecords):
        write_record(
            actor=desk.stranger.viewer,
            organisation_ref=desk.structure,
            draft=draft(),
            request_key="une",
        )


def test_a_mandate_revoked_in_between_writes_nothing(desk):
    desk.agent.user.mandates.update(revoked_at=timezone.now())
    with pytest.raises(NotYourRecords):
        desk.write()


def test_what_was_read_is_what_is_changed(desk):
    ref = desk.write()
    change_record(actor=desk.agent.viewer, ref=ref, draft=draft(minutes=45), version=1)
    with pytest.raises(RecordChanged) as refused:
        change_record(actor=desk.agent.viewer, ref=ref, draft=draft(minutes=60), version=1)
    assert refused.value.status == 409
    assert refused.value.current.draft.minutes == 45
    assert SupportRecord.objects.get().version == 2


def test_saying_the_same_twice_is_no_conflict_and_no_second_line(desk):
    ref = desk.write()
    for _ in range(2):
        change_record(actor=desk.agent.viewer, ref=ref, draft=draft(minutes=45), version=1)
    assert SupportRecord.objects.get().version == 2
    assert lines("compte-rendu.changé") == 1


def test_only_its_author_changes_or_deletes_a_record(desk):
    ref = desk.write()
    for other in (desk.colleague, desk.administrator, desk.stranger):
        with pytest.raises(RecordGone):
            change_record(actor=other.viewer, ref=ref, draft=draft(minutes=45), version=1)
        with pytest.raises(RecordGone):
            delete_record(actor=other.viewer, ref=ref)
    delete_record(actor=desk.agent.viewer, ref=ref)
    assert not SupportRecord.objects.exists()
    assert lines("compte-rendu.supprimé") == 1


def test_the_record_of_a_closed_account_falls_to_the_administrator(desk):
    ref = desk.write()
    desk.agent.user.delete()
    with pytest.raises(RecordGone):
        delete_record(actor=desk.colleague.viewer, ref=ref)
    delete_record(actor=desk.administrator.viewer, ref=ref)
    assert not SupportRecord.objects.exists()


def test_a_colleague_reads_a_record_and_a_stranger_finds_nothing(desk):
    ref = desk.write()
    assert record_for(desk.colleague.viewer, ref).author.startswith("Aline")
    for absent in (ref, "rien", "\x00"):
        with pytest.raises(RecordGone):
            record_for(desk.stranger.viewer, absent)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("forme_mediation", {"forme_mediation": ""}),
        ("monde", {"monde": "ailleurs"}),
        ("held_on", {"held_on": timezone.localdate() + timedelta(days=1)}),
        ("held_on", {"held_on": date(1999, 1, 1)}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 1440}),
        ("themes", {"themes": ("jardinage",)}),
        ("people", {"people": ()}),
        ("people", {"people": (Someone(), Someone())}),
        ("people", {"activity": "collectif", "people": (Someone(),) * 201}),
        ("people", {"people": (Someone(age="vieux"),)}),
        ("redirections", {"redirections": ("ailleurs",)}),
        ("note", {"note": "a" * 1001}),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(desk, field, values):
    with pytest.raises(RecordRefused) as refused:
        desk.write(**values)
    assert refused.value.field == field
    assert refused.value.problems[0].expected
    assert not SupportRecord.objects.exists()


def test_an_administrative_theme_brings_its_general_theme():
    kept = tidied(draft(administrative_themes=("logement",)))
    assert kept.themes == ("email", "aide_aux_demarches_administratives")


def test_what_does_not_apply_is_not_kept():
    workshop = tidied(draft(activity="collectif", autonomy="autonome", level="debutant"))
    assert (workshop.autonomy, workshop.level) == ("", "debutant")
    meeting = tidied(draft(activity="partenariat", redirections=("autre",)))
    assert (meeting.people, meeting.redirections) == ((), ())
    assert not problems(meeting, date(2026, 11, 23))


def test_somebody_sent_elsewhere_was_not_sent_to_nobody():
    assert tidied(draft(redirections=(NOBODY, "autre"))).redirections == ("autre",)
    assert tidied(draft(redirections=(NOBODY,))).redirections == (NOBODY,)
    assert tidied(draft()).redirections == ()


def test_tidying_twice_is_tidying_once():
    untidy = draft(
        themes=("sante", "email", "email"),
        people=(Someone(age="non_communique", gender="feminin"),),
        note=" un\r\nmot ",
    )
    assert tidied(tidied(untidy)) == tidied(untidy)
    assert replace(tidied(untidy), note="").themes == ("email", "sante")
