"""How soon are open offers listed, near a commune and for a need, when there are many?

    python -m bench.offers

3 000 invented offers drawn once (seed 2016) over the communes of Lozère, in a database of their
own. Each list is asked once to warm the process, then seven times; medians. Beside it, the same
list made by reading every offer whole, with what it holds, before the page is cut.
"""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

Row = dict[str, Any]
SEED, OFFERS, TIMES = 2016, 3_000, 7
MENDE, NEED, SKILLS = "48095", "apprendre-numerique", ("ordinateur", "couture", "bois")
LISTS: dict[str, dict[str, Any]] = {
    "toutes, les dernières d’abord": {},
    "près de Mende": {"near": True},
    "à 30 minutes de Mende": {"near": True, "minutes": 30},
    "pour un besoin, près de Mende": {"near": True, "need": NEED},
}


def main() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder))
        from entrelieux.exchanges.listing import A_PAGE, Asked, offers_listed
        from entrelieux.kernel.viewer import ANYONE
        from entrelieux.territories.selectors import commune_for

        for name, said in LISTS.items():
            here = commune_for(MENDE) if said.get("near") else None
            asked = Asked(need=said.get("need", ""), commune=here, minutes=said.get("minutes", 0))
            ours = _median_ms(lambda asked=asked: offers_listed(ANYONE, asked))
            peer = _median_ms(lambda asked=asked: _read_whole(asked)[:A_PAGE])
            yield {"name": name, "value": ours, "unit": "ms", "peer": peer, "ratio": peer / ours}


def _prepare(folder: Path) -> None:
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from entrelieux.territories.services import load_territories

    load_territories()
    _write_offers()


def _write_offers() -> None:
    from django.utils import timezone

    from entrelieux.directory.selectors import offer_is_fiction
    from entrelieux.exchanges.models import HeldCompetence, Offer
    from entrelieux.kernel.viewer import ANYONE
    from entrelieux.packs.fr.territories import communes
    from entrelieux.passerelles.persons import open_person, person_behind
    from entrelieux.passerelles.services import Opening

    draw, now = random.Random(SEED), timezone.now()
    codes = [one.code for one in communes() if one.departement == "48"]
    opened = open_person(actor=ANYONE, opening=Opening(code_insee=MENDE, needs=()))
    owner = person_behind(opened.token).pk
    rows = [
        Offer(
            ref=f"offre-{number}",
            follow_up_id=owner,
            kind="competence",
            words="Je montre ce que je sais faire, le soir ou le samedi.",
            code_insee=draw.choice(codes),
            departement="48",
            said_at=now - timedelta(minutes=number),
            moved_at=now,
            valid_until=now.date() + timedelta(days=90),
            is_fiction=offer_is_fiction(),
        )
        for number in range(OFFERS)
    ]
    made = Offer.objects.bulk_create(rows)
    HeldCompetence.objects.bulk_create(
        HeldCompetence(offer=one, code=code)
        for one in made
        for code in draw.sample(SKILLS, draw.randint(1, 2))
    )


def _read_whole(asked: Any) -> list[Any]:
    """As the list was first made."""
    from entrelieux.exchanges import competences
    from entrelieux.exchanges.adapters import minutes_between
    from entrelieux.exchanges.listing import offers_open_to
    from entrelieux.kernel.viewer import ANYONE

    rows = offers_open_to(ANYONE).prefetch_related("held").order_by("-said_at", "-pk")
    found = list(rows)
    if asked.need:
        called = {line.competence for line in competences.map_now().lines_of(asked.need)}
        found = [one for one in found if called & {held.code for held in one.held.all()}]
    if asked.commune is None:
        return found
    minutes = minutes_between(asked.commune.code, [one.code_insee for one in found])
    most = asked.minutes or float("inf")
    near = [(far, one) for far, one in zip(minutes, found, strict=True) if (far or 0) <= most]
    return [one for _far, one in sorted(near, key=lambda pair: pair[0] or 0)]


def _median_ms(ask: Callable[[], object]) -> float:
    ask()
    taken = []
    for _time in range(TIMES):
        begun = perf_counter()
        ask()
        taken.append(perf_counter() - begun)
    return 1_000 * median(taken)


if __name__ == "__main__":
    for row in main():
        print(row)
