"""The command line: exit codes, stable JSON, French words, never a trace for a mistake."""

import json
import os
import subprocess
import sys

import pytest
from django.utils import timezone

from entrelieux.directory.models import Place, Publication
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs
from entrelieux.reception.models import Intake
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from entrelieux.site import health
from entrelieux.site.cli import main
from entrelieux.site.health import findings
from entrelieux.site.settings_model import Environment
from tests.contracts import test_routes

PLAN = ["plan", "--commune", "Langogne", "--besoin", "creer-entreprise"]
THEMATIQUE = "numerique--maitriser-les-fondamentaux-du-numerique"
COMMANDS = ("setup", "serve", "check", "import", "plan", "communes")


@pytest.fixture
def say(capsys):
    """Run a command; gives its exit code, what it wrote and what it wrote beside."""

    def run(*arguments):
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def process(code, *arguments, where, environment, **streams):
    """Some Python in a process of its own, without our settings but those given."""
    ours = ("ENTRELIEUX_", "DJANGO_", "PYTHONUNBUFFERED")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**clean, **environment},
        cwd=where,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **streams,
    )


def plans(say, *more):
    code, out, err = say(*PLAN, "--besoin", "apprendre-numerique", "--json", *more)
    assert (code, err) == (0, "")
    return json.loads(out)


# plan


def test_plans_in_json_have_the_promised_keys(say, demo):
    answer = plans(say)
    assert {"origin", "estimate", "plans"} <= set(answer)
    assert {"code", "name"} <= set(answer["origin"])
    assert answer["estimate"]["is_estimate"] is True
    assert answer["plans"]
    for plan in answer["plans"]:
        assert {
            *("label", "uncovered", "interlocutors", "minutes", "tour_minutes", "fit", "steps")
        } <= set(plan)
        for step in plan["steps"]:
            assert {
                *("place", "organisation", "service", "needs", "minutes", "open"),
                *("confirmed_on", "source", "because"),
            } <= set(step)
            for name in ("place", "organisation", "service"):
                if name != "place" or step["place"] is not None:
                    assert set(step[name]) == {"id", "name"}
                    assert all(step[name].values())
            assert all({"code", "label"} <= set(need) for need in step["needs"])
            assert step["source"]
            assert (step["place"] is None) == (step["minutes"] is None)


def test_figures_of_a_plan_are_those_of_its_steps(say, demo):
    for plan in plans(say)["plans"]:
        assert plan["interlocutors"] == len(plan["steps"])
        trips = {s["place"]["id"]: 2 * s["minutes"] for s in plan["steps"] if s["place"]}
        assert plan["minutes"] <= sum(trips.values())
        answered = [need["code"] for step in plan["steps"] for need in step["needs"]]
        assert len(answered) == len(set(answered))
        assert len(answered) + len(plan["uncovered"]) == 2
        assert all(
            2 * step["minutes"] <= plan["minutes"] for step in plan["steps"] if step["place"]
        )


def test_a_thematique_stands_for_its_need(say, demo):
    by_code = say(*PLAN, "--besoin", "apprendre-numerique", "--json", "--graine", "1")
    by_theme = say(*PLAN, "--besoin", THEMATIQUE, "--json", "--graine", "1")
    assert by_code == by_theme


def test_the_same_seed_gives_the_same_answer(say, demo):
    assert plans(say, "--graine", "7") == plans(say, "--graine", "7")
    assert plans(say, "--graine", "7")["seed"] == 7


def test_plans_in_words_say_estimate_and_fiction(say, demo):
    code, out, err = say(*PLAN)
    assert (code, err) == (0, "")
    assert out.startswith("Au départ de Langogne (48).")
    assert "estimation" in out
    assert "Réseau fictif de démonstration" in out
    assert "None" not in out


def test_nothing_within_reach_is_1_and_said(say, communes):
    code, out, err = say(*PLAN, "--json")
    assert (code, err) == (1, "")
    answer = json.loads(out)
    assert answer["plans"] == []
    assert [need["code"] for need in answer["unanswered"]] == ["creer-entreprise"]
    code, out, err = say(*PLAN)
    assert code == 1
    assert "Sans réponse à portée" in out


@pytest.mark.parametrize(
    ("arguments", "field", "said"),
    [
        (("--commune", "Xyzzyx"), "commune", "n'est pas une commune connue"),
        (("--commune", "Saint-Denis"), "commune", "communes"),
        (("--commune", ""), "commune", "attendu un texte"),
        (("--besoin", "voler"), "besoins", "Besoin inconnu"),
        (("--urgent", "me-soigner"), "urgents", "n'est pas parmi les besoins demandés"),
        (("--mode", "fusée"), "mode", "Attendu\xa0: pied, velo, voiture"),
        (("--max-minutes", "4"), "max_minutes", "attendu au moins 5"),
        (("--max-minutes", "181"), "max_minutes", "attendu au plus 180"),
        (("--public", "martiens"), "publics", "Public «\xa0martiens\xa0» inconnu"),
        (("--libre", "quand il pleut"), "libre", "Attendu"),
        (("--graine", "-1"), "graine", "attendu au moins 0"),
        (("--besoin", "a") * 8, "besoins", "attendu au plus 8 éléments"),
    ],
)
def test_a_wrong_demand_is_2_says_what_was_expected_and_shows_no_trace(
    say, demo, arguments, field, said
):
    code, out, err = say(*PLAN, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("entrelieux : ")
    assert said in err
    assert len(err.splitlines()) == 1
    code, out, err = say(*PLAN, *arguments, "--json")
    assert code == 2
    error = json.loads(out)["error"]
    assert set(error) == {"code", "field", "message"}
    assert error["field"] == field
    assert error["code"]
    assert f"entrelieux : {error['message']}\n" == err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "--commune", "Mende"), "il manque : --besoin. Aide : entrelieux plan --help"),
        (
            (*PLAN, "--max-minutes", "abc"),
            "--max-minutes : trouvé « abc », attendu un nombre entier",
        ),
        ((*PLAN, "--max-minutes"), "--max-minutes : une valeur est attendue"),
        ((*PLAN, "--vite"), "argument inconnu : --vite"),
        (("voler",), "trouvé « voler », attendu : 'setup', "),
        (("setup", "--demo", "--data", "x"), "--data : ne va pas avec --demo"),
        ((), "il manque : COMMANDE"),
    ],
)
def test_what_cannot_be_parsed_is_2_in_french(say, arguments, said):
    code, out, err = say(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    code, out, err = say(*arguments, "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "demande-incorrecte"


def test_needs_are_listed_without_a_database(say):
    code, out, err = say("plan", "--commune", "x", "--besoin", "?")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [n.code for n in needs.load_needs()]


# setup and check


def test_setting_up_twice_changes_nothing(say, communes):
    first = say("setup", "--demo", "--json")
    published = list(Publication.objects.values())
    written = list(JournalEntry.objects.values())
    places = list(Place.objects.order_by("pk").values())
    assert say("setup", "--demo", "--json") == first
    assert list(Publication.objects.values()) == published
    assert list(JournalEntry.objects.values()) == written
    assert list(Place.objects.order_by("pk").values()) == places
    code, out, err = first
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert {"interlocutors", "sites", "left_out"} <= set(report)
    assert report["interlocutors"] > 60


def test_fiction_does_not_enter_a_database_of_real_places(say, network):
    network.service(THEMATIQUE, place=network.place())
    network.publish()
    code, out, err = say("setup", "--demo")
    assert (code, out) == (2, "")
    assert "le réseau fictif n'y entre pas" in err
    assert not Place.objects.filter(source__is_fiction=True).exists()


def test_setting_up_erases_what_has_expired(say, communes):
    open_intake(actor=ANYONE, params=SituationParams("48080", ("creer-entreprise",)))
    Intake.objects.update(expires_at=timezone.now())
    assert say("setup", "--json")[0] == 0
    assert not Intake.objects.exists()


def test_check_is_0_when_all_is_well(say, demo):
    code, out, err = say("check", "--json")
    report = json.loads(out)
    assert (code, err, report["ok"]) == (0, "", True), report
    assert {row["name"] for row in report["checks"]} >= {"tables", "communes", "besoins", "offre"}
    assert all(row["ok"] and row["detail"] for row in report["checks"])
    code, out, _err = say("check")
    assert code == 0
    assert "NON" not in out


def test_check_is_1_and_says_what_is_missing(say, communes):
    code, out, _err = say("check", "--json")
    report = json.loads(out)
    assert (code, report["ok"]) == (1, False)
    assert [row["name"] for row in report["checks"] if not row["ok"]] == ["offre"]
    code, out, _err = say("check")
    assert code == 1
    assert "NON  offre" in out


def test_check_goes_on_when_communes_are_missing(say, db):
    from entrelieux.territories.models import LoadedPack

    LoadedPack.objects.all().delete()
    wrong = {found.name: found.detail for found in findings() if not found.ok}
    assert "entrelieux setup" in wrong["communes"]
    assert say("check")[0] == 1


def test_a_site_with_a_route_open_to_nobody_knows_whom_does_not_start(
    say, demo, monkeypatch, settings
):
    from entrelieux.site import serving

    settings.ROOT_URLCONF = test_routes.__name__
    settings.PUBLIC_URL = settings.PUBLIC_URL
    monkeypatch.setattr(serving, "serve", lambda **_kw: pytest.fail("the site started"))
    for command in (("serve", "--port", "8765"), ("setup",)):
        code, _out, err = say(*command)
        assert code == 2
        assert "ne dit pas qui peut l'utiliser" in err
    assert say("check")[0] == 1


@pytest.fixture
def started(monkeypatch, settings):
    """What the server is started with; addresses of messages change in this test alone."""
    from entrelieux.site import serving

    settings.PUBLIC_URL = settings.PUBLIC_URL
    given = []
    monkeypatch.setattr(serving, "serve", lambda **options: given.append(options))
    return given


def test_a_sound_site_starts(say, demo, started):
    assert say("serve", "--port", "8765", "--workers", "1")[0] == 0
    assert started == [{"host": "127.0.0.1", "port": 8765, "workers": 1}]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8765"),
        ("0.0.0.0", "http://127.0.0.1:8765"),
        ("localhost", "http://localhost:8765"),
    ],
)
def test_messages_lead_to_what_is_served(say, demo, started, settings, host, address):
    assert say("serve", "--host", host, "--port", "8765")[0] == 0
    assert address == settings.PUBLIC_URL


def test_messages_lead_where_the_setting_says(say, demo, started, settings):
    settings.ENVIRONMENT = Environment(public_url="https://entrelieux.exemple.test")
    settings.PUBLIC_URL = settings.ENVIRONMENT.public_url
    assert say("serve", "--port", "8765")[0] == 0
    assert settings.PUBLIC_URL == "https://entrelieux.exemple.test"


# processes of their own


RUN = "import sys; from entrelieux.site.cli import main; sys.exit(main())"
HELP = """
import sys
from entrelieux.site.cli import main
for name in sys.argv[1:]:
    try:
        main([*name.split(), "--help"])
    except SystemExit as stop:
        assert stop.code == 0, name
assert "django.db.models" not in sys.modules
assert "numba" not in sys.modules
"""


@pytest.mark.processes
def test_help_of_every_command_needs_neither_database_nor_settings(tmp_path):
    done = process(
        HELP,
        "",
        *COMMANDS,
        where=tmp_path,
        environment={"DATABASE_URL": "nonsense", "ENTRELIEUX_UNKNOWN": "1"},
        stdout=subprocess.PIPE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for name in COMMANDS:
        assert f"entrelieux {name}" in done.stdout
    assert "montrer cette aide" in done.stdout
    assert "show this help" not in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.processes
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DATABASE_URL": "mysql://ana:secret@h/b"}, "DATABASE_URL commence par « mysql: »"),
        ({"ENTRELIEUX_DEBUGG": "1"}, "variable inconnue : ENTRELIEUX_DEBUGG"),
        ({"DATABASE_URL": "sqlite:////dev/null/x/base"}, "/dev/null/x"),
        ({"DATABASE_URL": "sqlite:///new.sqlite3"}, "Lancez d'abord : entrelieux setup"),
        ({"DATABASE_URL": "sqlite:///text"}, "DATABASE_URL ne peut pas être ouvert"),
    ],
)
def test_an_environment_that_cannot_be_used_is_2_and_said(tmp_path, environment, said):
    (tmp_path / "text").write_text("this is no database\n" * 100)
    done = process(
        RUN, *PLAN, "--json", where=tmp_path, environment=environment, stdout=subprocess.PIPE
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "secret@" not in done.stderr + done.stdout
    assert said in json.loads(done.stdout)["error"]["message"]


@pytest.mark.processes
@pytest.mark.parametrize("arguments", [("--help",), (*PLAN[:3], "--besoin", "?"), ("check",)])
def test_a_reader_that_goes_away_is_no_fault(tmp_path, arguments):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = process(
            RUN,
            *arguments,
            where=tmp_path,
            environment={"DATABASE_URL": "sqlite:///:memory:"},
            stdout=gone,
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interruption_is_said_and_is_no_success(say, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(health, "findings", interrupted)
    code, out, err = say("check", "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "interrompu"
    assert "rien ne l'est à moitié" in err


def test_an_offer_written_by_hand_is_no_fiction(say, network):
    network.service(THEMATIQUE, place=network.place())
    network.publish()
    code, out, _err = say("plan", "--commune", "48080", "--besoin", THEMATIQUE, "--json")
    assert code == 0
    assert json.loads(out)["fiction"] is False
