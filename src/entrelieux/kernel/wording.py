"""What pydantic finds wrong with a value, in French: what was expected, never an English word."""

from collections.abc import Mapping
from typing import Any

EXPECTED = {
    "missing": "une valeur",
    "extra_forbidden": "rien : ce champ n'existe pas",
    "int_type": "un nombre entier",
    "int_parsing": "un nombre entier",
    "int_parsing_size": "un nombre entier moins grand",
    "int_from_float": "un nombre entier",
    "float_type": "un nombre",
    "float_parsing": "un nombre",
    "finite_number": "un nombre fini",
    "bool_type": "vrai ou faux (true ou false)",
    "bool_parsing": "vrai ou faux (true ou false)",
    "string_type": "un texte",
    "string_unicode": "un texte en UTF-8",
    "string_too_short": "un texte d'au moins {min_length} caractère(s)",
    "string_too_long": "un texte d'au plus {max_length} caractères",
    "string_pattern_mismatch": "un texte de la forme {pattern}",
    "list_type": "une liste",
    "too_short": "au moins {min_length} élément(s)",
    "too_long": "au plus {max_length} éléments",
    "dict_type": "un objet",
    "model_type": "un objet",
    "model_attributes_type": "un objet",
    "greater_than": "plus de {gt}",
    "greater_than_equal": "au moins {ge}",
    "less_than": "moins de {lt}",
    "less_than_equal": "au plus {le}",
    "literal_error": "une de ces valeurs : {expected}",
    "frozen_instance": "rien : ceci ne change pas",
}


def expected_of(error: Mapping[str, Any]) -> str:
    """The end of « attendu : … » for one entry of ``ValidationError.errors()``."""
    context = error.get("ctx") or {}
    if error["type"] == "value_error" and "error" in context:
        return str(context["error"])
    words = EXPECTED.get(error["type"], "une autre valeur")
    if "expected" in context:
        context = {**context, "expected": str(context["expected"]).replace(" or ", " ou ")}
    return words.format_map(context) if context else words
