"""A line typed wrong is taken out with all it made, unless somebody answered it since."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.exchanges import saying
from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.errors import MeetingGone, MeetingMoved
from entrelieux.exchanges.models import Heard, Introduction, NewsToTell, Offer, Promise, Request
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.following import forget_messages
from entrelieux.passerelles.models import FollowUp, ProjectStage
from tests.exchanges.meetings.test_recording import agreeing, line, newcomer
from tests.passerelles.pages import plain

pytestmark = pytest.mark.django_db
ASKED = "Je cherche un four"


@pytest.fixture
def evening(village):
    ref = village.open()
    village.evening_comes(ref)
    return typed(village, ref)


@pytest.fixture
def today(village):
    """Held today, so that who signed in still is."""
    ref = village.open()
    village.already_begun(ref)
    return typed(village, ref)


def typed(village, ref):
    """Somebody looks for an oven, somebody has one, they met; one promise, one project."""
    village.type_in(
        ref,
        newcomers=(agreeing(), agreeing("Paul", contact="paul@exemple.test"), newcomer("Zoé")),
        lines=(
            line("besoin", who="Marie", words=ASKED),
            line("proposition", who="Paul", words="Je prête mon four."),
            line("mise_en_relation", who="Marie", to="Paul"),
            line(who="Paul", to="Marie", words="apporter le four"),
            line("projet", who="Marie", stage="envie"),
        ),
    )
    return ref


def remove(village, ref, kind, *, actor=None):
    line_ = Heard.objects.get(kind=kind).pk
    services.remove_line(actor=actor or village.agent.viewer, ref=ref, line=line_)
    return line_


def left(*people):
    """As if these messages had left."""
    Message.objects.filter(recipient__in=people).update(sent_at=timezone.now())


def mistakes():
    rows = Message.objects.filter(subject="Une ligne de votre suivi est retirée")
    return sorted(rows.values_list("recipient", flat=True))


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("besoin", (Request, Introduction)),
        ("proposition", (Offer, Introduction)),
        ("mise_en_relation", (Introduction,)),
        ("promesse", (Promise,)),
        ("projet", (ProjectStage,)),
    ],
)
def test_a_line_goes_with_all_it_made_and_once(village, evening, kind, made):
    for one in made:
        assert one.objects.exists()
    gone = remove(village, evening, kind)
    services.remove_line(actor=village.agent.viewer, ref=evening, line=gone)
    for one in made:
        assert not one.objects.exists()
    assert Heard.objects.count() == 4
    assert JournalEntry.objects.filter(verb="rencontre.ligne-retirée").count() == 1
    assert not mistakes()
    if Introduction in made:
        assert not Message.objects.filter(subject__contains="mise en relation").exists()


def test_who_was_told_is_told_that_it_was_a_mistake(village, evening):
    left("marie@exemple.test", "paul@exemple.test")
    remove(village, evening, "mise_en_relation")
    assert mistakes() == ["marie@exemple.test", "paul@exemple.test"]
    remove(village, evening, "projet")
    assert mistakes().count("marie@exemple.test") == 2
    for message in Message.objects.filter(subject__startswith="Une ligne"):
        assert not re.search("four|Marie|Paul", message.body)


def test_what_somebody_answered_stays(village, evening):
    Introduction.objects.update(offer_agreed_at=timezone.now())
    for kind in ("mise_en_relation", "besoin", "proposition"):
        with pytest.raises(MeetingMoved):
            remove(village, evening, kind)
    services.end_promise(
        actor=village.agent.viewer, ref=Promise.objects.get().ref, state=Promise.State.KEPT
    )
    with pytest.raises(MeetingMoved):
        remove(village, evening, "promesse")
    assert Heard.objects.count() == 5


def test_what_the_person_said_since_stays(village, evening):
    welcome = Message.objects.get(recipient="marie@exemple.test", key__endswith=":dossier")
    token = re.search(r"/suivi/(\S+)/", welcome.body)[1]
    village.clock.shift(timedelta(days=1))
    saying.say_again(
        actor=ANYONE, ref=Request.objects.get().ref, words="Un four à pain", token=token
    )
    ProjectStage.objects.create(
        follow_up=Request.objects.get().follow_up, stage="idee", at=timezone.now()
    )
    for kind in ("besoin", "projet"):
        with pytest.raises(MeetingMoved):
            remove(village, evening, kind)


def test_a_line_is_young_for_fourteen_days(village, evening):
    village.clock.shift(timedelta(days=15))
    with pytest.raises(MeetingMoved):
        remove(village, evening, "promesse")
    page = village.agent.client.get(f"/rencontres/{evening}/compte-rendu/")
    assert "corriger=" not in page.content.decode()


def test_it_is_taken_out_by_who_holds_the_evening_and_a_file_by_who_accompanies(village, evening):
    with pytest.raises(MeetingGone):
        remove(village, evening, "promesse", actor=ANYONE)
    with pytest.raises(MeetingMoved):
        remove(village, evening, "besoin", actor=village.world.adviser.viewer)
    remove(village, evening, "promesse", actor=village.world.adviser.viewer)


def test_the_page_takes_a_line_out_and_lets_it_be_typed_again(village, today):
    agent, address = village.agent.client, f"/rencontres/{today}/compte-rendu/"
    asked = Heard.objects.get(kind="besoin").pk
    page = agent.get(f"{address}?corriger={asked}")
    form = page.context["form"]
    assert (form.instead_of, form.lines[0].typed["mots"]) == (asked, ASKED)
    assert Heard.objects.filter(pk=asked).exists()
    again = {
        "cle": "c" * 20, "lignes": "1", "personnes": "0", "remplace": str(asked),
        "l1-genre": "besoin", "l1-qui": "Marie", "l1-mots": "Je cherche une forge",
    }  # fmt: skip
    assert agent.post(address, again).status_code == 303
    assert agent.post(address, again).status_code == 303
    assert Request.objects.get().words == "Je cherche une forge"
    promised = Heard.objects.get(kind="promesse").pk
    answer = agent.post(address, {"retirer": str(promised)}, follow=True)
    assert "La ligne est retirée" in plain(answer)
    assert not Promise.objects.exists()
    for odd in ("abc", "-1", "9" * 40, "\x00"):
        assert agent.post(address, {"retirer": odd}).status_code == 303
        assert agent.get(address, {"corriger": odd}).status_code == 200


def test_the_page_says_why_a_line_stays(village, today):
    Introduction.objects.update(offer_agreed_at=timezone.now())
    kept = Heard.objects.get(kind="mise_en_relation").pk
    address = f"/rencontres/{today}/compte-rendu/"
    answer = village.agent.client.post(address, {"retirer": str(kept)})
    assert answer.status_code == 409
    assert "Quelqu'un a répondu depuis" in plain(answer)
    mended = {"cle": "c" * 20, "lignes": "1", "remplace": str(kept), "l1-genre": "projet"}
    answer = village.agent.client.post(address, mended | {"l1-qui": "Marie", "l1-etape": "idee"})
    assert answer.status_code == 409
    assert Heard.objects.count() == 5


def test_erasing_the_file_takes_back_what_said_it_was_a_mistake(village, evening):
    left("paul@exemple.test")
    remove(village, evening, "mise_en_relation")
    assert mistakes() == ["paul@exemple.test"]
    theirs = FollowUp.objects.get(name="Paul")
    forget_messages(theirs)
    theirs.delete()
    assert not mistakes()
    assert not NewsToTell.objects.exists()
