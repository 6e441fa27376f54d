"""What a drill runs in processes of its own: python -m tests.drills.scene ACT [ARGUMENTS].

prepare COUNT   tables, communes, three structures, COUNT requests that wait for an answer
write           write without end, and say each write once it is kept
post COUNT      COUNT messages to send
record WHO N    write N lines of the journal
serve PORT      the site, started at once
hook URL COUNT  a hook, then COUNT places that changed since
hooked          references of the places published, and where the hook is at
time_passes     leases are over
report          all that is kept, for the drill to compare with what was acknowledged
"""

import json
import os
import sys
import time
from itertools import count
from pathlib import Path

LETTER = "exercice"
BETWEEN_S = 0.02  # others write too


def prepare(links: str) -> None:
    from django.core.management import call_command

    from entrelieux.territories.services import load_territories
    from tests.factories import Network
    from tests.passerelles.conftest import link_to, make_world

    call_command("migrate", verbosity=0)
    load_territories()
    world = make_world(Network())
    addresses = {}
    for _ in range(int(links)):
        handed = world.hand(world.open())
        addresses[handed.ref] = link_to("agence@exemple.test")
    cast = {
        "agent": world.agent.user.pk,
        "france": world.france.ref,
        "agency": world.agency.ref,
        "place": world.agency_place.ref,
    }
    _cast().write_text(json.dumps(cast))
    _say(addresses)


def write() -> None:
    """A message and its line; then, one time in four, a whole hand-over."""
    from django.db import OperationalError, transaction
    from django.urls import get_resolver

    from entrelieux.kernel import journal
    from entrelieux.kernel.outbox import post
    from entrelieux.kernel.viewer import OPERATOR

    def letter(name: str) -> None:
        with transaction.atomic():
            post(
                key=f"{LETTER}:{name}",
                channel="courriel",
                recipient="boite@exemple.test",
                subject="Exercice",
                body=name,
            )
            journal.record(OPERATOR, "exercice.écrit", f"{LETTER}:{name}")
        _say({"message": name})

    assert get_resolver().reverse_dict  # pages are imported before anything is locked
    cast = json.loads(_cast().read_text())
    for number in count():
        name = f"{os.getpid()}-{number}"
        try:
            letter(name)
            if number % 4 == 0:
                _say({"handed": _hand_over(cast, name)})
        except OperationalError as error:  # busy for too long: nothing was said to be kept
            _say({"busy": str(error)})
        time.sleep(BETWEEN_S)


def _hand_over(cast: dict, name: str) -> str:
    from entrelieux.accounts.models import User
    from entrelieux.accounts.selectors import viewer_for
    from entrelieux.passerelles import services

    agent = viewer_for(User.objects.get(pk=cast["agent"]), verified=True)
    opening = services.Opening(code_insee="48095", needs=("creer-entreprise",), name="Camille")
    opened = services.open_follow_up(
        actor=agent, opening=opening, organisation_ref=cast["france"], request_key=name
    )
    to = services.Receiver(cast["agency"], cast["place"])
    return services.hand_over(
        actor=agent,
        follow_up=opened.ref,
        proposal=services.Proposal(to=to, needs=("creer-entreprise",)),
        agreement=services.Agreement(items=("nom",)),
        request_key=name,
    ).ref


def post(many: str) -> None:
    from django.db import transaction

    from entrelieux.kernel import outbox

    with transaction.atomic():
        for number in range(int(many)):
            outbox.post(
                key=f"{LETTER}:{number}",
                channel="courriel",
                recipient="boite@exemple.test",
                subject="Exercice",
                body="Exercice",
            )
    _say("ok")


def record(who: str, many: str) -> None:
    from django.db import transaction

    from entrelieux.kernel import journal
    from entrelieux.kernel.viewer import OPERATOR

    for number in range(int(many)):
        with transaction.atomic():
            journal.record(OPERATOR, "exercice.ligne", f"{LETTER}:{who}-{number}", number=number)


def serve(port: str) -> None:
    from entrelieux.site.serving import serve as really

    really(host="127.0.0.1", port=int(port), workers=2)


def report() -> None:
    from django.db.models import Count

    from entrelieux.kernel import journal
    from entrelieux.kernel.models import JournalEntry, Message
    from entrelieux.passerelles.models import Passerelle, PasserelleMove
    from entrelieux.reception.models import Intake
    from entrelieux.site.health import findings

    def subjects(verb: str) -> list[str]:
        found = JournalEntry.objects.filter(verb=verb).values_list("subject", flat=True)
        return [subject.partition(":")[2] for subject in found]

    messages = Message.objects.filter(key__startswith=f"{LETTER}:")
    accepted = Passerelle.objects.filter(state="acceptee").values_list("ref", flat=True)
    moves = PasserelleMove.objects.filter(event="acceptation").values("passerelle__ref")
    whole = Passerelle.objects.annotate(agreed=Count("consents", distinct=True))
    chain = journal.verify()
    _say(
        {
            "messages": [key.partition(":")[2] for key in messages.values_list("key", flat=True)],
            "lines": subjects("exercice.écrit"),
            "unsent": messages.filter(sent_at=None).count(),
            "given_up": messages.exclude(given_up_at=None).count(),
            "intakes": list(Intake.objects.values_list("token_digest", flat=True)),
            "intakes_begun": JournalEntry.objects.filter(verb="accueil.commencé").count(),
            "accepted": list(accepted),
            "acceptances": {
                row["passerelle__ref"]: row["n"] for row in moves.annotate(n=Count("pk"))
            },
            "acceptance_lines": subjects("passerelle.acceptée"),
            "handed": list(whole.filter(agreed=1).values_list("ref", flat=True)),
            "handed_lines": subjects("passerelle.confiée"),
            "handed_in_part": whole.exclude(agreed=1).count(),
            "chain": [chain.lines, chain.broken, chain.why],
            "faults": [f"{x.name}: {x.detail}" for x in findings() if not x.ok],
        }
    )


def hook(url: str, many: str) -> None:
    from django.core.management import call_command

    from entrelieux.interchange.hooks import services
    from entrelieux.kernel.viewer import Role
    from entrelieux.territories.services import load_territories
    from tests import signing
    from tests.directory.factories import place, publish

    call_command("migrate", verbosity=0)
    load_territories()
    who = signing.mandated(Role.ADMINISTRATOR, organisation="structure").viewer
    wish = services.Wish("Exercice", url, "structure:structure")
    services.open_hook(actor=who, wish=wish)
    publish(*(place(f"Lieu {number}") for number in range(int(many))))
    _say("ok")


def hooked() -> None:
    from entrelieux.directory.following_changes import cursor_now
    from entrelieux.directory.models import Place
    from entrelieux.interchange.models import HookSubscription

    row = HookSubscription.objects.get()
    places = Place.objects.order_by("changed_at", "ref")
    _say(
        {
            "places": list(places.values_list("ref", flat=True)),
            "is_up_to_date": row.cursor == cursor_now() and not row.pending_id,
        }
    )


def time_passes() -> None:
    """What a dead worker held is free again, as it would be after its lease."""
    from django.utils import timezone

    from entrelieux.interchange.models import HookSubscription
    from entrelieux.kernel.models import DutyRun, Message

    now = timezone.now()
    Message.objects.filter(sent_at=None, given_up_at=None).update(lease_until=now, not_before=now)
    DutyRun.objects.exclude(lease_until=None).update(lease_until=now)
    HookSubscription.objects.update(lease_until=None, next_try_at=now)
    _say("ok")


def _cast() -> Path:
    return Path(os.environ["ENTRELIEUX_VAR_DIR"]) / "cast.json"


def _say(told: object) -> None:
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    django.setup()
    every = (prepare, write, post, record, serve, report, hook, hooked, time_passes)
    acts = {f.__name__: f for f in every}
    acts[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
