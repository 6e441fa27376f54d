"""An evening typed in: counted once, nothing kept of who did not agree, nothing lost on error."""

import re
from datetime import date, timedelta

import pytest

from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.errors import LineWrong, MeetingGone, MeetingMoved
from entrelieux.exchanges.models import Heard, Offer, Promise, Request, Seat
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.following import erase_follow_up, forget_messages
from entrelieux.passerelles.models import FollowUp
from tests.exchanges.meetings.conftest import EVENING, MENDE, key

pytestmark = pytest.mark.django_db


def line(kind="promesse", **values):
    if kind == "promesse":
        values.setdefault("words", "envoyer l'adresse")
    return services.Line(key=key(), kind=kind, at="l1", **values)


def newcomer(name, **values):
    return services.Newcomer(key=key(), name=name, at="p1", **values)


def agreeing(name="Marie", **values):
    how = {"channel": "courriel", "contact": "marie@exemple.test"}
    return newcomer(name, agrees=True, **{**how, **values})


def test_an_evening_is_typed_in_once_whatever_is_sent_twice(village):
    ref = village.open()
    village.evening_comes(ref)
    evening = {
        "newcomers": (newcomer("Marie"), newcomer("Paul")),
        "lines": (line(who="Marie", to="Paul"), line("projet", who="Paul", stage="envie")),
    }
    assert village.type_in(ref, **evening) == 2
    assert village.type_in(ref, **evening) == 0
    assert (Seat.objects.count(), Promise.objects.count(), Heard.objects.count()) == (2, 1, 2)
    row = village.row(ref)
    assert (row.state, row.came, row.signed_up) == ("tenue", 2, 0)


def test_who_signed_up_and_did_not_come_is_not_counted(village):
    ref = village.open()
    taken = [village.sign_up(ref, name) for name in ("Marie", "Paul")]
    village.evening_comes(ref)
    village.type_in(ref, came=frozenset({taken[0].ref}), newcomers=(newcomer("Awa"),))
    row = village.row(ref)
    assert (row.signed_up, row.came) == (2, 2)
    assert Seat.objects.get(ref=taken[1].ref).came is False


def test_more_may_have_come_than_gave_a_name_and_never_fewer(village):
    ref = village.open()
    village.evening_comes(ref)
    village.type_in(ref, newcomers=(newcomer("Marie"),), counted=14)
    assert village.row(ref).came == 14
    with pytest.raises(LineWrong, match="cochées"):
        village.type_in(ref, newcomers=(newcomer("Paul"), newcomer("Awa")), counted=1)


def test_nothing_is_kept_of_what_somebody_said_who_did_not_agree(village):
    ref = village.open()
    village.evening_comes(ref)
    secret = "un camion pour vendre des pizzas"
    village.type_in(
        ref,
        newcomers=(newcomer("Marie"),),
        lines=(
            line("besoin", who="Marie", words=secret),
            line("proposition", who="Marie", words=secret),
            line("projet", who="Marie", words=secret, stage="idee"),
        ),
    )
    assert Heard.objects.count() == 3
    assert not FollowUp.objects.exists()
    for model in (Heard, Seat, Promise):
        for row in model.objects.all():
            assert secret not in str(vars(row))


def test_who_agrees_has_one_file_and_is_given_its_address(village):
    ref = village.open()
    village.evening_comes(ref)
    village.type_in(
        ref,
        newcomers=(agreeing(),),
        lines=(line(who="Marie", to="Paul"), line("projet", who="marie", stage="envie")),
    )
    file = FollowUp.objects.get()
    assert (file.name, file.organisation_ref) == ("Marie", village.world.france.ref)
    assert Promise.objects.get().follow_up == file
    assert [one.stage for one in file.stages.all()] == ["envie"]
    assert {one.follow_up for one in Heard.objects.all()} == {file}
    assert "/suivi/" in Message.objects.get(recipient="marie@exemple.test").body


def test_erasing_the_file_erases_all_but_the_counts(village):
    ref = village.open()
    village.evening_comes(ref)
    village.type_in(ref, newcomers=(agreeing(),), lines=(line(who="Marie"),))
    FollowUp.objects.get().delete()
    assert not Seat.objects.exists()
    assert not Promise.objects.exists()
    assert Heard.objects.get().promise is None
    assert village.row(ref).came == 1


def test_an_animator_types_in_and_opens_no_file(village):
    ref = village.open()
    village.evening_comes(ref)
    animator = village.world.animator.viewer
    with pytest.raises(LineWrong) as wrong:
        village.type_in(ref, actor=animator, newcomers=(agreeing(),))
    assert wrong.value.field == "structure"
    village.type_in(ref, actor=animator, organisation_ref="", newcomers=(newcomer("Marie"),))
    assert village.row(ref).came == 1


def test_one_wrong_line_writes_nothing(village):
    ref = village.open()
    village.evening_comes(ref)
    with pytest.raises(LineWrong) as wrong:
        village.type_in(
            ref,
            newcomers=(newcomer("Marie"),),
            lines=(line(who="Marie"), line(who="Inconnu")),
        )
    assert wrong.value.field == "l1-qui"
    assert not Seat.objects.exists()
    assert not Promise.objects.exists()
    assert village.row(ref).state == "annoncee"


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"kind": "rien"}, "genre"),
        ({"who": ""}, "qui"),
        ({"who": "Marie", "words": " "}, "mots"),
        ({"who": "Marie", "due_on": date(2026, 11, 1)}, "pour"),
        ({"who": "Marie", "due_on": EVENING + timedelta(weeks=9)}, "pour"),
        ({"kind": "mise_en_relation", "who": "Marie"}, "avec"),
        ({"kind": "mise_en_relation", "who": "Marie", "to": "Marie"}, "avec"),
        ({"kind": "projet", "who": "Marie", "stage": "gloire"}, "etape"),
    ],
)
def test_a_line_that_cannot_be_says_where(village, what, field):
    ref = village.open()
    village.evening_comes(ref)
    with pytest.raises(LineWrong) as wrong:
        village.type_in(ref, newcomers=(newcomer("Marie"),), lines=(line(**what),))
    assert wrong.value.field == f"l1-{field}"


def test_two_who_bear_one_name_are_told_apart(village):
    ref = village.open()
    village.evening_comes(ref)
    village.type_in(
        ref,
        newcomers=(newcomer("Marie"), agreeing("Marie")),
        lines=(line(who="Marie 2"), line(who="MARIE")),
    )
    second, first = Promise.objects.order_by("pk")
    assert second.follow_up is not None
    assert first.follow_up is None


def test_a_structure_may_promise(village):
    ref = village.open()
    village.evening_comes(ref)
    village.type_in(ref, lines=(line(who="agence d'essai", to="Marie"),))
    assert Promise.objects.get().organisation_ref == village.world.agency.ref


def test_it_is_not_typed_in_before_it_begins_nor_by_another(village):
    ref = village.open(organisers=())
    with pytest.raises(MeetingMoved):
        village.type_in(ref)
    village.evening_comes(ref)
    with pytest.raises(MeetingGone):
        village.type_in(ref, actor=village.world.adviser.viewer)


def test_what_is_looked_for_and_proposed_joins_the_files_of_who_agreed(village):
    ref = village.open()
    village.evening_comes(ref)
    words = "Je cherche un four, « même vieux » !"
    village.type_in(
        ref,
        newcomers=(agreeing(), agreeing("Paul", contact="paul@exemple.test")),
        lines=(
            line("besoin", who="Marie", words=words),
            line("proposition", who="Paul", words="Je prête mon four."),
            line("mise_en_relation", who="Marie", to="Paul"),
        ),
    )
    asked, offered = Request.objects.get(), Offer.objects.get()
    assert (asked.words, asked.manner, asked.meeting) == (words, "rencontre", village.row(ref))
    assert offered.visible_to == "mediateur"
    met = Heard.objects.get(kind="mise_en_relation").introduction
    assert (met.request, met.offer) == (asked, offered)
    assert met.request_agreed_at is None
    assert met.offer_agreed_at is None


@pytest.mark.parametrize("kind", [Request, Offer])
def test_what_was_withdrawn_since_brings_nobody_together(village, kind):
    ref = village.open()
    village.evening_comes(ref)
    people = (agreeing(), agreeing("Paul", contact="paul@exemple.test"))
    said = (
        line("besoin", who="Marie", words="Un four ?"),
        line("proposition", who="Paul", words="Un four."),
    )
    village.type_in(ref, newcomers=people, lines=said)
    kind.objects.update(state=kind.State.OVER)
    village.type_in(ref, lines=(line("mise_en_relation", who="Marie", to="Paul"),))
    assert Heard.objects.get(kind="mise_en_relation").introduction is None


def test_nothing_more_is_written_to_who_erased_their_file(village):
    ref = village.open()
    village.evening_comes(ref)
    village.type_in(ref, newcomers=(agreeing(),), lines=(line(who="Marie"),))
    token = re.search(r"/suivi/(\S+)/", Message.objects.get().body)[1]
    erase_follow_up(actor=ANYONE, token=token)
    assert not Message.objects.filter(sent_at=None).exists()
    assert not Promise.objects.exists()


def test_erasing_takes_what_was_promised_before_the_file_and_the_name_others_promised_to(village):
    ref = village.open()
    taken = village.sign_up(ref)
    village.evening_comes(ref)
    said = (line(who="Marie", words="prêter une scie"), line(who="Paul", to="marie"))
    village.type_in(ref, newcomers=(newcomer("Paul"),), lines=said)
    village.type_in(ref, came=frozenset({taken.ref}), agree=frozenset({taken.ref}))
    row = FollowUp.objects.get()
    forget_messages(row)
    row.delete()
    (left,) = Promise.objects.all()
    assert (left.by_name, left.to_name) == ("Paul", "")
    assert Heard.objects.count() == 2


def test_where_somebody_lives_is_kept_of_who_agrees_alone(village):
    ref = village.open()
    village.evening_comes(ref)
    people = (agreeing(code_insee=MENDE), newcomer("Paul", code_insee=MENDE))
    village.type_in(ref, newcomers=people)
    kept = dict(Seat.objects.values_list("name", "code_insee"))
    assert kept == {"Marie": MENDE, "Paul": ""}
