"""What the tests of the board share: needs written down by hand, pages read as tables."""

from datetime import UTC, date, datetime, time
from itertools import count

import html5lib
from django.test import Client

from entrelieux.passerelles.models import (
    FollowedNeed,
    FollowUp,
    Passerelle,
    PasserelleMove,
    UnmetNeed,
)

MENDE, MARVEJOLS, VILLAGE = "48095", "48092", "48166"
IDEA, DIGITAL = "creer-entreprise", "apprendre-numerique"
SUMMER = date(2026, 8, 1)
PAGE = "/besoins-sans-reponse/"
_keys = count(1)


def unmet(times=1, need=IDEA, reason="trop_loin", commune=MENDE, month=SUMMER, **values):
    """``times`` needs that nobody could answer."""
    UnmetNeed.objects.bulk_create(
        UnmetNeed(
            need=need,
            reason=reason,
            code_insee=commune,
            departement=commune[:2],
            month=month,
            origin="accueil",
            request_key=f"essai-{next(_keys)}",
            **values,
        )
        for _ in range(times)
    )


def noon(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


def bridge(proposed, *moves, met=None, commune=MENDE, needs=(), mode="rdv_pris", **values):
    """A hand-over proposed on a day, with its (day, event, state); needs: (code, state, reason)."""
    ref = f"essai{next(_keys):027}"
    row = FollowUp.objects.create(
        ref=ref,
        code_insee=commune,
        departement=commune[:2],
        opened_at=noon(proposed),
        moved_at=noon(proposed),
        erased_after=date(2099, 1, 1),
        is_fiction=values.get("is_fiction", False),
    )
    for position, (code, state, reason) in enumerate(needs):
        FollowedNeed.objects.create(
            follow_up=row,
            code=code,
            state=state,
            reason=reason,
            position=position,
            changed_at=noon(proposed),
        )
    made = Passerelle.objects.create(
        ref=ref,
        follow_up=row,
        to_organisation_ref="quelqu-un",
        to_name="Quelqu'un",
        mode=mode,
        state=moves[-1][2] if moves else "proposee",
        proposed_at=noon(proposed),
        met_on=met,
        **values,
    )
    for day, event, state in moves:
        PasserelleMove.objects.create(
            passerelle=made, at=noon(day), event=event, state=state, by="confie"
        )
    return made


def page(query="", client=None):
    return (client or Client()).get(f"{PAGE}{query}")


def tables_of(response):
    """{slug: {line: {column: text}}} of every table, as a browser reads the page."""
    root = html5lib.parse(response.content, namespaceHTMLElements=False)
    found = {}
    for section in root.iter("section"):
        for table in section.iter("table"):
            heads = [text(cell) for cell in table.find("thead").iter("th")][1:]
            found[section.get("aria-labelledby")] = {
                own(row.find("th")): dict(zip(heads, map(text, row.iter("td")), strict=True))
                for row in table.find("tbody").iter("tr")
            }
    return found


def own(cell):
    return " ".join((cell.text or "").split())


def text(cell):
    return " ".join("".join(cell.itertext()).split())
