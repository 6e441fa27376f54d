"""What the kernel says and writes: French for every mistake of a value, one line for each write."""

from typing import get_args

import pydantic
import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic_core.core_schema import ErrorType

from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Viewer
from entrelieux.kernel.wording import EXPECTED, expected_of


class Said(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int = Field(default=5, ge=1, le=9)
    share: float = Field(default=0.5, gt=0, lt=1)
    text: str = Field(default="abc", min_length=2, max_length=4)
    texts: list[str] = Field(default_factory=lambda: ["a"], min_length=1, max_length=2)
    flag: bool = False


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"number": 0}, "au moins 1"),
        ({"number": 10}, "au plus 9"),
        ({"number": "x"}, "un nombre entier"),
        ({"number": 1.5}, "un nombre entier"),
        ({"number": None}, "un nombre entier"),
        ({"share": 0}, "plus de 0.0"),
        ({"share": 1}, "moins de 1.0"),
        ({"share": "x"}, "un nombre"),
        ({"text": "a"}, "un texte d'au moins 2 caractère(s)"),
        ({"text": "abcde"}, "un texte d'au plus 4 caractères"),
        ({"text": 3}, "un texte"),
        ({"texts": []}, "au moins 1 élément(s)"),
        ({"texts": ["a", "b", "c"]}, "au plus 2 éléments"),
        ({"texts": "a"}, "une liste"),
        ({"flag": "peut-être"}, "vrai ou faux (true ou false)"),
        ({"unknown": 1}, "rien : ce champ n'existe pas"),
    ],
)
def test_what_was_expected_is_said_in_french(value, expected):
    with pytest.raises(pydantic.ValidationError) as found:
        Said(**value)
    (error,) = found.value.errors()
    assert expected_of(error) == expected


def test_words_are_those_of_kinds_that_exist():
    assert set(EXPECTED) <= set(get_args(ErrorType))


def test_a_kind_without_words_of_its_own_is_still_said_in_french():
    with pytest.raises(pydantic.ValidationError) as found:
        TypeAdapter(complex).validate_python("x")
    assert expected_of(found.value.errors()[0]) == "une autre valeur"


def test_a_rule_of_ours_speaks_for_itself():
    error = {"type": "value_error", "ctx": {"error": ValueError("dites-le ainsi")}}
    assert expected_of(error) == "dites-le ainsi"


@pytest.mark.parametrize(
    ("actor", "written"),
    [
        (OPERATOR, "opérateur"),
        (Viewer(user_id=3, is_operator=True), "opérateur:3"),
        (ANYONE, "compte:anonyme"),
        (Viewer(user_id=12), "compte:12"),
    ],
)
def test_the_journal_names_an_account_by_its_number_only(db, actor, written):
    before = JournalEntry.objects.count()
    journal.record(actor, "essai", "x" * 300, count=3)
    line = JournalEntry.objects.last()
    assert JournalEntry.objects.count() == before + 1
    assert (line.actor, line.verb, line.facts) == (written, "essai", {"count": 3})
    assert line.subject == "x" * 200


def test_an_error_of_the_person_carries_its_kind_and_its_place():
    error = UserError("Écrivez une commune.", field="commune")
    assert (str(error), error.message, error.code, error.status, error.field) == (
        "Écrivez une commune.",
        "Écrivez une commune.",
        "erreur",
        400,
        "commune",
    )
    assert UserError("x", code="autre").code == "autre"
    assert UserError.code == "erreur"
