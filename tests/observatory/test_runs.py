"""Studies are kept with what they read: the same data give the same figures, whoever asks."""

import csv
import io

import pytest
from django.utils import timezone

from entrelieux.kernel import runs
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import Run
from entrelieux.kernel.runs import (
    RunGone,
    ask_run,
    do_run,
    do_runs_asked,
    run_for,
    runs_of,
    table_of_run,
)
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing

pytestmark = pytest.mark.django_db
ASKED = {"territoire": "dep-48", "quoi": "fonctions", "minutes": "30"}


def test_a_study_asked_by_a_page_is_done_by_the_worker(demo):
    card = ask_run(actor=OPERATOR, kind="acces", asked=ASKED)
    assert not card.is_done
    assert ask_run(actor=OPERATOR, kind="acces", asked=ASKED).ref == card.ref
    assert do_runs_asked(timezone.now()) == 1
    done = run_for(card.ref)
    assert done.is_done
    assert done.figures["communes"] == 152
    assert runs_of("acces")[0].ref == card.ref
    rows = list(csv.DictReader(io.StringIO(table_of_run(card.ref))))
    assert len(rows) == 152
    assert rows[0]["code_insee"] == "48001"


def test_the_same_data_give_the_same_figures_and_digest(demo):
    one, other = (do_run(ask_run(actor=OPERATOR, kind="acces", asked=ASKED).ref) for _ in range(2))
    assert one.ref != other.ref
    assert (one.digest, one.figures) == (other.digest, other.figures)
    assert table_of_run(one.ref) == table_of_run(other.ref)
    changed = do_run(ask_run(actor=OPERATOR, kind="acces", asked=ASKED | {"minutes": "15"}).ref)
    assert changed.digest != one.digest


def test_a_question_that_makes_no_sense_is_refused_and_keeps_nothing(demo):
    for wrong in ({"territoire": "dep-99"}, {"quoi": "fonction:rien"}, {"mode": "fusee"}):
        with pytest.raises(UserError):
            ask_run(actor=OPERATOR, kind="acces", asked=ASKED | wrong)
    assert not Run.objects.exists()
    with pytest.raises(RunGone):
        do_run("absente")


def test_a_study_that_breaks_says_so_and_stops_no_other(demo):
    """A row whose question no longer means anything, as after a vocabulary has changed."""
    bad = Run.objects.create(
        ref="ancienne", kind="acces", asked={"quoi": "fonction:disparue"}, asked_at=timezone.now()
    )
    good = ask_run(actor=OPERATOR, kind="acces", asked=ASKED)
    assert do_runs_asked(timezone.now()) == 2
    bad.refresh_from_db()
    assert bad.state == Run.State.FAILED
    assert "disparue" in bad.problem
    assert run_for(good.ref).is_done


def test_nobody_makes_the_worker_wait_for_all_that_could_be_asked(demo, monkeypatch):
    monkeypatch.setattr(runs, "MOST_WAITING", 2)
    rose = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    answers = [
        rose.client.post("/observatoire/etudes/", ASKED | {"minutes": minutes}).status_code
        for minutes in ("10", "15", "20", "15")
    ]
    assert answers == [303, 303, 429, 303]
    assert Run.objects.count() == 2


def test_a_study_that_waits_is_not_forgotten_for_those_that_are_done(demo, monkeypatch):
    monkeypatch.setattr(runs, "KEPT_OF_A_KIND", 1)
    asked = [
        ask_run(actor=OPERATOR, kind="acces", asked=ASKED | {"minutes": minutes}).ref
        for minutes in ("10", "15", "20")
    ]
    assert do_runs_asked(timezone.now()) == 3
    assert [one.ref for one in runs_of("acces")] == asked[2:]


def test_a_file_that_cannot_be_is_refused_in_words(client, demo):
    """Whole regions are worked out beside the site: anybody may ask for a file."""
    for where in ("pays", "zz"):
        answer = client.get("/observatoire/acces.csv", {"territoire": where})
        assert (answer.status_code, answer.headers["Content-Type"][:10]) == (422, "text/plain")
