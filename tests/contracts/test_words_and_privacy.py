"""Each model has its word on screen, and says which of its fields may speak of somebody."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from entrelieux.directory.models import Place
from entrelieux.kernel import privacy
from entrelieux.kernel.privacy import Personal, PrivacyError, declare, declared, reference_table

DOCS = Path(__file__).parents[2] / "docs"
MODELS = [model for model in apps.get_models() if model.__module__.startswith("entrelieux.")]
SPEAKING = re.compile(
    r"(^|_)(nom|prenom|name|username|password|email|courriel|telephone|adresse|address|birth|"
    r"situation|besoins|session|login|joined|actor|author|contact|original|content|presentation|"
    r"siret|token|issues|note|conditions|rdv|site_web)(_|$)"
)
SPEAKS_OF_NOBODY = {
    "accounts.Network.name",
    "auth.Group.name",
    "auth.Permission.name",
    "directory.Campaign.name",
    "exchanges.Meeting.address",
    "exchanges.Meeting.place_name",
    "exchanges.Organiser.name",
    "exchanges.Trade.name",
    "directory.Place.accessibilite",
    "interchange.ColumnMapping.content",
    "interchange.ColumnMapping.name",
    "interchange.ImportRun.file_name",
    "kernel.DutyRun.name",
    "territories.Commune.nom",
    "territories.Departement.nom",
    "territories.Epci.nom",
    "territories.FormerCommune.nom",
    "territories.Region.nom",
    "socialaccount.SocialApp.name",
    "contenttypes.ContentType.name",
    "auth.Permission.codename",
    "auth.Permission.content_type",
    "contenttypes.ContentType.app_label",
}


def glossary():
    """{word in code: word on screen}, words that share a line taken apart."""
    words = {}
    for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            code, screen = (cell.strip() for cell in line.split("|")[1:3])
            names = [name.strip("`") for name in code.split(" / ")]
            words.update(zip(names, screen.split(" / "), strict=True))
    return words


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_glossary_has_every_model_under_its_word_on_screen(model):
    shown = glossary()[model.__name__]
    assert shown.replace("’", "'") == str(model._meta.verbose_name).replace("’", "'")


def test_one_word_on_screen_means_one_thing():
    words = list(glossary().values())
    assert len(set(words)) == len(words)


def test_every_model_says_which_of_its_fields_speak_of_somebody():
    said = {model._meta.label for model in declared()}
    every = {model._meta.label for model in apps.get_models()}
    assert every - said == set(), "declare them in the module « privacy » of their app"
    assert said - every == set()


def test_a_field_whose_name_speaks_of_somebody_is_declared_or_said_to_speak_of_nobody():
    forgotten = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if SPEAKING.search(field.name) and field.name not in declared()[model]
    }
    assert forgotten - SPEAKS_OF_NOBODY == set()


def test_every_declaration_says_why_and_for_how_long():
    for model, fields in declared().items():
        for name, personal in fields.items():
            assert len(personal.purpose) > 8, (model, name)
            assert len(personal.retention) > 8, (model, name)


def test_the_reference_is_the_table_of_the_declarations():
    with translation.override("fr"):
        table = reference_table()
    page = (DOCS / "reference/donnees-personnelles.md").read_text(encoding="utf-8")
    assert table in page, f"replace the table of donnees-personnelles.md with:\n{table}"


def test_a_declaration_that_names_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(privacy, "_declared", {})
    with pytest.raises(PrivacyError, match="has no field surnom"):
        declare(Place, surnom=Personal("x", "y"))
    declare(Place, name=Personal("x", "y"))
    with pytest.raises(PrivacyError, match="declared twice"):
        declare(Place)
