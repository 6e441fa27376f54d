"""Who looked at a file is known, by structure and function, and forgotten in time."""

import multiprocessing
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel import looks
from entrelieux.kernel.looks import LookNotKeptError, look, looks_at, looks_by
from entrelieux.kernel.viewer import OPERATOR, Viewer

AGENT = Viewer(user_id=7)
OTHER = Viewer(user_id=8)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def seen(viewer=AGENT, subject="suivi-1", what="suivi"):
    look(viewer, subject, "structure-000001", "conseillère", what)


def test_a_look_says_when_which_structure_which_function_and_what():
    before = timezone.now()
    seen()
    (found,) = looks_at("suivi-1")
    assert before <= found.at <= timezone.now()
    assert (found.subject_ref, found.organisation_ref) == ("suivi-1", "structure-000001")
    assert (found.function, found.what, found.user_id) == ("conseillère", "suivi", 7)


def test_looks_are_told_latest_first_and_of_one_file_only():
    seen(what="suivi")
    seen(what="parcours")
    seen(subject="suivi-2")
    assert [found.what for found in looks_at("suivi-1")] == ["parcours", "suivi"]
    assert looks_at("suivi-3") == ()


def test_what_an_account_looked_at_can_be_told():
    seen()
    seen(viewer=OTHER, subject="suivi-2")
    assert [found.subject_ref for found in looks_by(8)] == ["suivi-2"]


def test_whoever_runs_the_site_leaves_a_look_too():
    look(OPERATOR, "suivi-1", "", "", "suivi")
    (found,) = looks_at("suivi-1")
    assert (found.function, found.user_id) == ("exploitation du site", None)


def test_looks_go_with_the_file():
    seen()
    seen(subject="suivi-2")
    assert looks.forget_looks_at("suivi-1") == 1
    assert (looks_at("suivi-1"), len(looks_at("suivi-2"))) == ((), 1)


def test_an_erased_account_leaves_structure_and_function():
    seen()
    assert looks.forget_looks_by(7) == 1
    (found,) = looks_at("suivi-1")
    assert (found.user_id, found.function) == (None, "conseillère")


def test_looks_are_forgotten_after_a_year(monkeypatch):
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ages = (0, looks.KEPT_DAYS - 1, looks.KEPT_DAYS + 1, 3 * looks.KEPT_DAYS)
    for days in ages:
        monkeypatch.setattr(looks.timezone, "now", lambda days=days: now - timedelta(days=days))
        seen()
    assert looks.old_looks(now) == 2
    assert looks.forget_old_looks(now) == 2
    assert [(now - found.at).days for found in looks_at("suivi-1")] == [looks.KEPT_DAYS - 1, 0]


def test_a_look_that_cannot_be_kept_refuses_to_show(own_folder):
    (own_folder / "looks.sqlite3").mkdir()
    with pytest.raises(LookNotKeptError, match="ne peut pas être montré") as refused:
        seen()
    assert refused.value.status == 503


def test_the_store_is_a_file_that_others_of_the_machine_cannot_read(own_folder):
    seen()
    assert (own_folder / "looks.sqlite3").stat().st_mode & 0o077 == 0


def _look_many(number):
    for _ in range(25):
        seen(viewer=Viewer(user_id=number + 1))
    return True


def test_several_threads_write_at_once_and_none_is_lost():
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(_look_many, range(8)))
    assert len(looks_at("suivi-1")) == 200


def test_several_processes_born_of_one_write_at_once_and_none_is_lost(own_folder):
    seen()
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_look_many, args=(n,)) for n in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * 4
    assert len(looks_at("suivi-1")) == 101
    with sqlite3.connect(own_folder / "looks.sqlite3") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
