"""One value at a time: taken as it is, mended with a reason, or left out with one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.interchange.mending import (
    Reading,
    french_phone,
    is_siret,
    parse_date,
    storable,
    web_address,
)

TODAY = date(2025, 6, 1)


def reading(value):
    return Reading({"x": value}, today=TODAY)


def mended(method, value, *rest):
    row = reading(value)
    result = getattr(row, method)("x", *rest)
    return result, [mend.why for mend in row.mends]


@pytest.mark.parametrize(
    ("value", "day", "mends"),
    [
        ("2022-05-09", date(2022, 5, 9), 0),
        ("2022-05-09T10:00:00", date(2022, 5, 9), 0),
        ("2021/03/04 10:20:30.000", date(2021, 3, 4), 0),
        ("04/10/2021 08:12", date(2021, 10, 4), 0),
        ("Decembre 2019", date(2019, 12, 1), 1),
        ("juil-22", date(2022, 7, 1), 1),
        ("Février 2021", date(2021, 2, 1), 1),
        ("31/02/2021", None, 1),
        ("1998-01-01", None, 1),
        ("2030-01-01", None, 1),
        ("hier", None, 1),
        ("", None, 0),
    ],
)
def test_dates_in_every_notation_met(value, day, mends):
    result, whys = mended("date", value)
    assert (result, len(whys)) == (day, mends)


@pytest.mark.parametrize(
    ("value", "kept", "mends"),
    [
        ("77556026100015", "77556026100015", 0),
        ("775 560 261 00015", "77556026100015", 0),
        ("35600000000048", "35600000000048", 0),
        ("00000000000000", "", 1),
        ("77556026100016", "", 1),
        ("7,7556E+13", "", 1),
        ("7.7556026100015E+13", "", 1),
        ("W131004321", "", 0),
        ("7755602610001", "", 1),
        (77556026100015.0, "77556026100015", 0),
        ("", "", 0),
    ],
)
def test_a_siret_is_kept_only_when_its_key_is_right(value, kept, mends):
    result, whys = mended("siret", value)
    assert (result, len(whys)) == (kept, mends)


def test_a_siret_that_lost_its_leading_zero_gets_it_back():
    whole = next(
        text for n in range(20) if is_siret(text := f"0552178629{n:04d}") and text[0] == "0"
    )
    assert mended("siret", whole[1:]) == (whole, ["zéro de tête rétabli"])


@pytest.mark.parametrize(
    ("value", "kept", "mends"),
    [("01400", "01400", 0), ("1400", "01400", 1), ("1400.0", "01400", 1), ("2A004", "2A004", 0),
     ("ABC", "", 1), ("480800", "", 1), ("", "", 0)],
)  # fmt: skip
def test_a_code_of_five_signs_gets_its_zero_back(value, kept, mends):
    result, whys = mended("code", value, "code postal")
    assert (result, len(whys)) == (kept, mends)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("0466467019", "04 66 46 70 19"),
        ("04.66.46.70.19", "04 66 46 70 19"),
        ("+33466467019", "04 66 46 70 19"),
        ("+33 (0)4 66 46 70 19", "04 66 46 70 19"),
        ("'+33 4 66 46 70 19", "04 66 46 70 19"),
        ("466467019", "04 66 46 70 19"),
        ("+262262790049", "02 62 79 00 49"),
        ("3949", "3949"),
    ],
)
def test_a_phone_number_is_laid_out_without_a_mend(value, kept):
    assert mended("phone", value) == (kept, [])


def test_the_first_of_several_numbers_is_kept_and_said():
    result, whys = mended("phone", "04 66 46 70 19 / 04 66 46 70 20")
    assert result == "04 66 46 70 19"
    assert len(whys) == 1
    assert mended("phone", "à venir")[0] == ""


@pytest.mark.parametrize(
    ("value", "kept", "mends"),
    [
        ("contact@example.org", "contact@example.org", 0),
        ("bibliothècontact@example.org", "", 1),
        ("epn@blanzy71", "", 1),
        ("a@example.org|b@example.org", "a@example.org", 1),
        ("contact@example.org|contact@example.org", "contact@example.org", 0),
    ],
)
def test_an_address_that_cannot_exist_is_left_out(value, kept, mends):
    result, whys = mended("email", value)
    assert (result, len(whys)) == (kept, mends)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("www.example.org", "https://www.example.org"),
        ("https://a.fr|https://b.fr", "https://a.fr"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/liste", ""),
        ("data:text/html,x", ""),
        ("https://user:pw@example.org", ""),
        ("http://", ""),
        ("https://exa mple.org", ""),
        ("https://a.fr/" + "x" * 600, ""),
    ],
)
def test_only_a_web_address_is_kept_as_one(value, kept):
    assert mended("url", value)[0] == kept


@pytest.mark.parametrize(
    ("value", "number", "mends"),
    [("44,5", 44.5, 1), ("-1.25", -1.25, 0), (3.5, 3.5, 0), ("nan", None, 0), ("inf", None, 0),
     ("44°30", None, 1), ("", None, 0), (True, None, 0)],
)  # fmt: skip
def test_numbers_are_finite(value, number, mends):
    result, whys = mended("number", value)
    assert (result, len(whys)) == (number, mends)


def test_tags_go_and_text_stays():
    row = reading("<p>Bonjour<br/>à <b>tous</b></p><script>alert(1)</script> &amp; merci")
    assert row.long_text("x") == "Bonjour\nà tous\n & merci"
    assert row.original["x"].startswith("<p>")
    assert row.mends[0].why == "balises de page web retirées"


def test_a_comparison_is_not_a_tag():
    assert reading("accueil < 3 ans et > 60 ans").long_text("x") == "accueil < 3 ans et > 60 ans"


@pytest.mark.parametrize(
    "value", ["=1+1", "=HYPERLINK(1)", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"]
)
def test_a_formula_stays_text(value):
    row = reading(value)
    assert row.long_text("x") == value


@pytest.mark.parametrize("value", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)"])
def test_a_formula_is_told(value):
    assert "formule" in reading(value).mends[0].why


@pytest.mark.parametrize("value", ["-1.25", "+33 4 66", "- un\n- deux", "@asso_lozere", "= égal"])
def test_what_only_starts_like_a_formula_is_left_in_peace(value):
    row = reading(value)
    assert row.long_text("x") == value
    assert all("formule" not in mend.why for mend in row.mends) or value == "= égal"


def test_a_long_text_is_cut_with_a_mend():
    result, whys = mended("text", "é" * 400, 300)
    assert len(result) == 300
    assert len(whys) == 1


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_whatever_comes_can_be_stored(value):
    import json

    text = json.dumps(storable(value), allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    assert "\\u0000" not in text


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(value):
    row = reading(value)
    for method in ("text", "date", "siret", "phone", "email", "url", "number", "listed"):
        getattr(row, method)("x")
    row.code("x", "code")
    french_phone(value)
    parse_date(value)
    address = web_address(value)
    assert address == "" or address.startswith(("http://", "https://"))
