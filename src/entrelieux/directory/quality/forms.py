"""The filters of the list of what is left to mend, read from the address and written again."""

from dataclasses import fields

from django.http import QueryDict
from django.utils.http import urlencode

from entrelieux.directory.quality.cards import ToMendParams

MOST_SIGNS = 80


def params_of(data: QueryDict) -> ToMendParams:
    """Whatever cannot be meant is brought back to something that can."""
    page = data.get("page", "")
    asked = {
        field.name: "".join(sign for sign in data.get(field.name, "") if sign.isprintable())
        for field in fields(ToMendParams)
        if field.name != "page"
    }
    return ToMendParams(
        **{name: text.strip()[:MOST_SIGNS] for name, text in asked.items()},
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def query(params: ToMendParams, **changed: str) -> str:
    """The filters as an address says them, its page left out; "" when there are none."""
    asked = {
        field.name: getattr(params, field.name) for field in fields(params) if field.name != "page"
    } | changed
    return urlencode({name: value for name, value in asked.items() if value})
