"""A whole file: published in one step or not at all, and twice is once."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.directory import writing
from entrelieux.directory.models import Organisation, Place, Publication, Record, Service
from entrelieux.interchange import report as reporting
from entrelieux.interchange import services, staging
from entrelieux.interchange.limits import Limits, UnusableFileError
from entrelieux.interchange.models import ImportRun, StagedRow
from entrelieux.interchange.reading import Row
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import JournalEntry, Source
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from tests.interchange.conftest import MEDIATION, TODAY, place

TABLES = (Organisation, Place, Service, Record, Publication, JournalEntry, Source)


def everything():
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def rows(count):
    return [
        place(id=str(n), nom=f"Lieu {n}", latitude=f"44.{7000 + n}", telephone="1" if n % 7 else "")
        for n in range(count)
    ]


def test_importing_twice_changes_nothing(take):
    take(rows(30))
    before = everything()
    again = take(rows(30))
    assert everything() == before
    assert (again.created, again.updated, again.unchanged) == (0, 0, again.accepted + again.mended)


def test_the_order_of_rows_changes_nothing(take):
    take(rows(30))
    before = everything()
    take(rows(30)[::-1])
    assert everything() == before


def test_one_changed_row_is_one_update_one_publication_and_one_journal_line(take):
    take(rows(5))
    changed = rows(5)
    changed[2]["telephone"] = "04 66 46 70 20"
    report = take(changed)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 4)
    assert Publication.objects.count() == 2
    assert JournalEntry.objects.filter(verb="publier l'offre").count() == 2


def test_an_older_row_does_not_replace_a_newer_one(take):
    take(place(date_maj="2024-05-02", telephone="04 66 46 70 24"))
    report = take(place(date_maj="2021-01-01", telephone="04 66 46 70 21"))
    assert Place.objects.get().telephone == "04 66 46 70 24"
    assert (report.updated, report.unchanged, report.older) == (0, 1, 1)
    assert Record.objects.get().original["telephone"] == "04 66 46 70 24"


def test_a_place_that_no_row_describes_any_more_is_withdrawn_and_may_come_back(take):
    take(place(nom="Ancien nom"))
    first = Place.objects.get()
    take(place(id="autre", nom="Autre"))
    take(place(nom="Ancien nom", id="lieu-2"))
    assert Place.objects.get(pk=first.pk).withdrawn_on is None
    take([place(nom="Ancien nom", id="lieu-0"), place(nom="Ancien nom", id="lieu-1")])
    moved = Place.objects.get(pk=first.pk)
    assert moved.withdrawn_on == TODAY
    assert set(moved.service_set.values_list("withdrawn_on", flat=True)) == {TODAY}
    take(place(nom="Ancien nom"))
    back = Place.objects.get(pk=first.pk)
    assert back.withdrawn_on is None
    assert set(back.service_set.values_list("withdrawn_on", flat=True)) == {None}


def test_nothing_changes_when_publishing_fails_half_way(take, monkeypatch):
    take(rows(5))
    before = everything()

    def fall(self):
        raise RuntimeError("coupure")

    monkeypatch.setattr(writing._Writer, "links", fall)
    with pytest.raises(RuntimeError):
        take([*rows(5), place(id="z", nom="Nouveau")])
    assert everything() == before
    assert not StagedRow.objects.exists()
    assert ImportRun.objects.latest("pk").state == ImportRun.State.FAILED


def test_a_file_that_breaks_half_way_leaves_everything_as_it_was(take):
    take(rows(5))
    before = everything()
    broken = json.dumps(rows(1200))[:-400]
    with pytest.raises(UnusableFileError):
        take(broken, "x.json")
    assert everything() == before
    assert not StagedRow.objects.exists()


def test_rows_of_a_killed_import_are_cleared_by_the_next_one(take, write):
    run = staging.start(write(place()), "mediation")
    list(staging.stage(run, iter([Row(2, {"nom": "A"})])))
    ImportRun.objects.filter(pk=run.pk).update(process="ailleurs:1", heartbeat_at=None)
    take(place())
    assert not StagedRow.objects.exists()
    assert ImportRun.objects.get(pk=run.pk).state == ImportRun.State.FAILED


def test_rows_of_an_import_that_still_runs_are_left_in_peace(take, write):
    run = staging.start(write(place()), "mediation")
    list(staging.stage(run, iter([Row(2, {"nom": "A"})])))
    take(place())
    assert StagedRow.objects.filter(run=run).count() == 1


def test_a_trial_writes_nothing_and_counts_the_same(take):
    take(rows(3))
    before = everything()
    tried = take(rows(5), dry_run=True)
    assert everything() == before
    assert ImportRun.objects.count() == 1
    real = take(rows(5))
    assert tried.counts() == real.counts()
    assert (tried.published, real.published) == (False, True)


def test_strict_publishes_nothing_when_a_row_is_refused(take):
    empty = dict.fromkeys(MEDIATION, "") | {"id": "x"}
    report = take([empty, place()], strict=True)
    assert (report.refused, report.published, report.created) == (1, False, 0)
    assert not Place.objects.exists()
    assert take([place()], strict=True).published


def test_accepted_mended_and_refused_add_up_to_the_rows(take):
    empty = dict.fromkeys(MEDIATION, "") | {"id": "x"}
    report = take([empty, place(), place(), place(id="m", nom="M", courriels="x@y")])
    assert report.accepted + report.mended + report.refused == 4
    assert report.created + report.updated + report.unchanged == report.accepted + report.mended


def test_only_an_operator_imports(take):
    with pytest.raises(UserError) as caught:
        take(place(), actor=ANYONE)
    assert caught.value.status == 403
    assert not Place.objects.exists()


def test_the_run_keeps_its_refusals_and_the_mark_of_its_file(take):
    empty = dict.fromkeys(MEDIATION, "") | {"id": "x"}
    take([empty, place()])
    run = ImportRun.objects.get()
    assert (run.state, run.counts["refused"], len(run.sha256)) == (ImportRun.State.PUBLISHED, 1, 64)
    assert run.issues[0]["field"] == "nom"


def test_a_folder_of_known_files_is_imported_once_and_for_all(db, tmp_path, write):
    folder = tmp_path / "data" / "places"
    folder.mkdir(parents=True)
    (folder / "lieux-mediation-numerique.csv").write_bytes(write(rows(4)).read_bytes())
    for where in (tmp_path / "data", folder):
        reports = services.import_known_folder(where, actor=OPERATOR, today=TODAY)
    assert [report.unchanged for report in reports] == [4]
    with pytest.raises(UnusableFileError):
        services.import_known_folder(tmp_path / "rien", actor=OPERATOR, today=TODAY)


def test_progress_goes_up_to_the_end(db, write):
    seen = []
    services.import_file(
        actor=OPERATOR,
        path=write(rows(600)),
        today=TODAY,
        progress=lambda stage, done, total: seen.append((stage, done, total)),
    )
    assert seen[0][0] == "lecture"
    assert seen[-1] == ("publication", 600, 600)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_a_csv_report_is_taken_for_a_formula(value):
    assert reporting.defused(value) == "'" + value
    assert reporting.defused("rue de la Gare") == "rue de la Gare"


def test_control_characters_and_lone_surrogates_are_stored_as_something_visible(take):
    odd = json.dumps([place(nom="Bar\u0000 du \ud800 port")])
    report = take(odd, "x.json")
    assert report.refused == 0
    assert Place.objects.get().name == "Bar du port"
    assert "\ufffd" in Record.objects.get().original["nom"]


WILD = st.dictionaries(
    st.sampled_from(sorted(MEDIATION)),
    st.text(max_size=30) | st.integers() | st.floats() | st.none() | st.lists(st.text(max_size=5)),
    max_size=6,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WILD, min_size=1, max_size=5))
def test_any_values_are_imported_or_refused_and_the_second_time_changes_nothing(take, wild):
    content = json.dumps([MEDIATION | changes for changes in wild])
    first = take(content, "x.json")
    assert first.accepted + first.mended + first.refused == len(wild)
    again = take(content, "x.json")
    assert (again.created, again.updated) == (0, 0)
    assert (again.accepted, again.mended, again.refused) == (
        *(first.accepted, first.mended),
        first.refused,
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=600))
def test_any_bytes_are_imported_or_refused_with_a_message(take, content):
    with suppress(UserError):
        take(b"id,nom,pivot,services\n" + content, limits=Limits(row_bytes=10_000))
