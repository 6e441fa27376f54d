"""``entrelieux import``: what it prints, writes and returns."""

import argparse
import csv
import json

import pytest

from entrelieux.directory.models import Place
from entrelieux.interchange import cli
from tests.interchange.conftest import MEDIATION, place

EMPTY = dict.fromkeys(MEDIATION, "") | {"id": "x"}


@pytest.fixture
def command(db, capsys):
    """Run the command; (exit code, what was printed, what was said aside)."""

    def running(*words):
        parser = argparse.ArgumentParser()
        cli.add_commands(parser.add_subparsers())
        args = parser.parse_args(["import", *map(str, words)])
        code = args.func(args)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return running


def test_the_json_has_the_promised_keys(command, write):
    code, out, err = command("--json", write([EMPTY, place(courriels="x@y")]))
    report = json.loads(out)
    counts = {name: report[name] for name in ("accepted", "mended", "refused")}
    assert (code, err, counts) == (0, "", {"accepted": 0, "mended": 1, "refused": 1})
    assert {"unchanged", "created", "updated"} <= report.keys()
    assert all({"row", "field", "found", "expected"} <= issue.keys() for issue in report["issues"])
    assert report["issues"][0] == {
        **{"row": 2, "field": "nom", "found": "", "kept": None},
        "expected": "le nom du lieu, ou au moins sa commune ou son point",
    }


def test_a_second_import_says_that_nothing_changed(command, write):
    path = write(place())
    command(path)
    _, out, _ = command("--json", path)
    report = json.loads(out)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 1)


def test_several_files_give_totals_and_each_file(command, write):
    one, two = write(place(), "a.csv"), write(place(id="2", nom="B", latitude="44.73"), "b.csv")
    code, out, _ = command("--json", one, two)
    report = json.loads(out)
    assert (code, report["accepted"], report["created"]) == (0, 2, 2)
    assert [each["file"] for each in report["files"]] == ["a.csv", "b.csv"]


def test_an_unusable_file_is_told_without_a_trace_and_leaves_the_others_published(command, write):
    code, out, err = command(write(place()), write("<html>", "page.csv"))
    assert code == 2
    assert "page web" in err
    assert "Traceback" not in err + out
    assert "lieux.csv" in out
    assert Place.objects.count() == 1


def test_an_unusable_file_is_told_in_json_too(command, write):
    code, out, _ = command("--json", write(b"%PDF-1.4", "x.csv"))
    assert code == 2
    assert json.loads(out)["error"]["code"] == "autre-format"


def test_strict_returns_three_and_publishes_nothing(command, write):
    code, out, _ = command("--strict", write([EMPTY, place()]))
    assert code == 3
    assert "Rien n'a été publié" in out
    assert not Place.objects.exists()


def test_a_trial_says_so(command, write):
    code, out, _ = command("--dry-run", write(place()))
    assert (code, Place.objects.count()) == (0, 0)
    assert "rien n'a été écrit" in out


def test_the_report_for_spreadsheets_holds_every_remark_and_no_formula(command, write, tmp_path):
    target = tmp_path / "remarques.csv"
    command("--report", target, write([EMPTY, place(presentation_detail="=1+1")]))
    with target.open(encoding="utf-8-sig", newline="") as source:
        lines = list(csv.DictReader(source, delimiter=";"))
    assert [line["sort"] for line in lines] == ["refusée", "corrigée"]
    assert lines[1]["trouvé"] == "'=1+1"


def test_a_report_that_cannot_be_written_is_told(command, write, tmp_path):
    code, _, err = command("--report", tmp_path / "absent" / "r.csv", write(place()))
    assert code == 2
    assert "rapport" in err


def test_the_text_counts_and_groups(command, write):
    many = [place(id=str(n), nom=f"L{n}", latitude=f"44.7{n}", courriels="x@y") for n in range(5)]
    _, out, _ = command(write([EMPTY, *many]))
    assert "6 lignes : 0 acceptée sans changement, 5 corrigées, 1 refusée." in out
    assert "5 × courriels" in out
    assert "ligne 3" in out


def test_a_file_over_the_asked_limit_is_refused(command, write):
    code, _, err = command("--limit-mb", "0", write(place()))
    assert code == 2
    assert "pèse" in err


def test_no_bar_is_drawn_when_nobody_watches(command, write):
    _, _, err = command(write(place()))
    assert err == ""


def test_a_bar_goes_to_the_end(capsys):
    moments = iter(range(100))
    bar = cli._Bar("x.csv", clock=lambda: next(moments))
    bar("lecture", 10, None)
    bar("lieux", 5, 10)
    bar("publication", 10, 10)
    drawn = capsys.readouterr().err
    assert "10 lignes" in drawn
    assert "50 %" in drawn
    assert drawn.endswith("100 %\n")


@pytest.mark.parametrize("words", [["--date", "hier", "x"], ["--format", "xml", "x"], []])
def test_a_wrong_request_is_a_usage_error(command, words):
    with pytest.raises(SystemExit) as caught:
        command(*words)
    assert caught.value.code == 2
