"""What is set from outside: read once, named in French when wrong, written in the reference."""

import os
import re
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from entrelieux.site import settings_model
from entrelieux.site.database_url import DatabaseUrlError, database_from_url
from entrelieux.site.settings_model import Environment, SettingError, faults_of, variables

REFERENCE = Path(__file__).parents[2] / "docs/reference/settings.md"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in list(os.environ):
        if name.startswith("ENTRELIEUX_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


def read(**environment):
    patch = pytest.MonkeyPatch()
    with patch.context() as context:
        for name, value in environment.items():
            context.setenv(name, value)
        return Environment()


def refused(**environment):
    with pytest.raises(ValidationError) as found:
        read(**environment)
    return faults_of(found.value)


def test_every_field_has_a_variable_of_its_own_and_is_read():
    assert variables()["database_url"] == "DATABASE_URL"
    assert variables()["debug"] == "ENTRELIEUX_DEBUG"
    assert len(set(variables().values())) == len(Environment.model_fields)
    assert read(DATABASE_URL="sqlite:///a").database_url == "sqlite:///a"
    assert read(ENTRELIEUX_INTAKE_HOURS="48").intake_hours == 48
    assert read().debug is False


@pytest.mark.parametrize("name", ["ENTRELIEUX_DEBUGG", "ENTRELIEUX_DATABASE_URL", "ENTRELIEUX_"])
def test_an_unknown_variable_is_refused_and_the_known_ones_are_named(name):
    said = refused(**{name: "1"})
    assert said.startswith(f"variable inconnue : {name} ; connues : ENTRELIEUX_ALLOWED_HOSTS, ")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ENTRELIEUX_DEBUG", "peut-être", "vrai ou faux (true ou false)"),
        ("ENTRELIEUX_INTAKE_HOURS", "0", "au moins 1"),
        ("ENTRELIEUX_INTAKE_HOURS", "721", "au plus 720"),
        ("ENTRELIEUX_INTAKE_HOURS", "un jour", "un nombre entier"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_was_expected(name, value, expected):
    assert refused(**{name: value}) == f"{name} : trouvé « {value} », attendu {expected}"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/a.sqlite3", "var/a.sqlite3"),
        ("sqlite:////srv/a%20b.sqlite3", "/srv/a b.sqlite3"),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_a_file_is_named_by_its_path(url, name, monkeypatch):
    made = []
    monkeypatch.setattr(Path, "mkdir", lambda self, **_kw: made.append(str(self)))
    found = database_from_url(url)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", name)
    assert made == ([] if name == ":memory:" else [str(Path(name).parent)])


def test_the_file_is_opened_so_that_no_write_is_lost():
    options = database_from_url("sqlite:///:memory:")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_is_named_by_its_address(scheme):
    found = database_from_url(f"{scheme}://ana:a%40b@db.example:5433/lieux?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert found["NAME"] == "lieux"
    assert (found["USER"], found["PASSWORD"]) == ("ana", "a@b")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "url",
    [
        *("", "nonsense", "mysql://ana:secret@h/b", "sqlite:", "sqlite://", "sqlite:///"),
        *("sqlite://var/a.sqlite3", "sqlite:///a?b=c", "postgres://", "postgres://ana:secret@h"),
        *("postgres://ana:secret@h:port/b", "postgres://ana:secret@h:99999/b"),
        "postgres://ana:secret@[h/b",
    ],
)
def test_an_address_that_cannot_be_read_says_what_was_expected_and_no_password(url):
    with pytest.raises(DatabaseUrlError) as found:
        database_from_url(url)
    said = str(found.value)
    assert said.startswith("DATABASE_URL ")
    assert "secret" not in said


def test_a_key_is_made_once_and_kept_to_its_owner(tmp_path):
    environment = read(ENTRELIEUX_VAR_DIR=str(tmp_path / "var"))
    key = environment.signing_key()
    path = tmp_path / "var/secret_key"
    assert len(key) >= 50
    assert environment.signing_key() == key == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret_key"]


def test_two_starts_at_once_end_with_one_key(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"
    monkeypatch.setattr(settings_model.secrets, "token_urlsafe", lambda _n: "the other one")
    path.write_text("the first one")
    settings_model._create_key(path)
    assert path.read_text() == "the first one"


def test_a_key_that_is_given_is_used(tmp_path):
    assert read(ENTRELIEUX_SECRET_KEY="mine").signing_key() == "mine"
    file = tmp_path / "key"
    file.write_text("from a file\n")
    assert read(ENTRELIEUX_SECRET_KEY_FILE=str(file)).signing_key() == "from a file"


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_a_file_named_for_the_key_must_hold_one(tmp_path, content):
    file = tmp_path / "key"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingError, match="ENTRELIEUX_SECRET_KEY_FILE"):
        read(ENTRELIEUX_SECRET_KEY_FILE=str(file)).signing_key()
    assert file.exists() == (content is not None)


def test_the_reference_says_each_variable_its_default_and_what_it_is_for():
    said = dict(
        re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", REFERENCE.read_text(encoding="utf-8"), re.M)
    )
    wanted = {}
    for name, field in Environment.model_fields.items():
        default = field.default
        shown = "*(vide)*" if default in {None, ""} else f"`{str(default).lower()}`"
        wanted[variables()[name]] = f"{shown} | {field.description}"
    assert said == wanted


@pytest.mark.parametrize("also", [{}, {"ENTRELIEUX_DEBUG": "1", "ENTRELIEUX_HTTPS": "1"}])
def test_hooks_towards_this_machine_are_refused_to_a_site_that_serves_people(also):
    said = refused(ENTRELIEUX_HOOKS_TEST_ADDRESS="127.0.0.1", **also)
    assert "ENTRELIEUX_HOOKS_TEST_ADDRESS" in said
    assert read(ENTRELIEUX_HOOKS_TEST_ADDRESS="127.0.0.1", ENTRELIEUX_DEBUG="1").debug
