"""What is kept of somebody is told, erased and forgotten from what each model declares."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db.models import CASCADE, CharField, EmailField, ForeignKey, JSONField, TextField
from django.utils import timezone

from entrelieux.accounts.models import Mandate, StaffSession, User
from entrelieux.counter.models import SupportRecord, Visit
from entrelieux.kernel import journal, looks, rights
from entrelieux.kernel.models import JournalEntry, JournalSegment, Message, UnknownWord
from entrelieux.kernel.privacy import ENDS, Then, declarations
from entrelieux.kernel.rights import NobodyFoundError, export, retain, subject
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.passerelles.models import FollowUp, Passerelle, UnmetNeed
from entrelieux.reception.models import Intake
from entrelieux.site.cli import main
from tests.factories import network  # noqa: F401  fixture
from tests.passerelles.conftest import key, world  # noqa: F401  fixture

DECLARED = [(model, one) for model, one in declarations().items() if one.fields]
NAMES = [model._meta.label for model, _one in DECLARED]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize(("model", "one"), DECLARED, ids=NAMES)
def test_each_personal_field_says_for_how_long_to_a_machine_too(model, one):
    for name, personal in one.fields.items():
        kept = personal.kept
        assert kept is not None, f"{model._meta.label}.{name}: after(…), along(…) or until(…)"
        if kept.parent:
            parent = model._meta.get_field(kept.parent)
            assert isinstance(parent, ForeignKey)
            assert parent.remote_field.on_delete is CASCADE
        elif kept.since:
            assert rights._limit(model, kept.since[0], kept.days, timezone.now())
            assert kept.days >= 0
        else:
            assert kept.code in ENDS


@pytest.mark.parametrize(("model", "one"), DECLARED, ids=NAMES)
def test_each_model_says_how_it_leads_to_somebody_or_why_it_does_not(db, model, one):
    reach = one.reach
    assert reach is not None, f"{model._meta.label}: Reach(by=…), or Reach(nobody=…)"
    assert bool(reach.by or reach.names) != bool(reach.nobody)
    assert (reach.erase is None) == bool(reach.stays)
    assert set(reach.empties) <= set(one.fields)
    ids = {kind: {"0"} for kind in reach.by}
    list(rights._rows(model, one, ids))


def test_each_field_that_leads_to_an_account_is_declared_and_reached():
    forgotten = []
    for model, one in declarations().items():
        for column in model._meta.concrete_fields:
            target = getattr(column, "related_model", None)
            if target is None or target._meta.label != django_settings.AUTH_USER_MODEL:
                continue
            reach = one.reach
            leads = reach and (column.name in reach.names or column.name in reach.by.values())
            if column.name not in one.fields or not leads:
                forgotten.append(f"{model._meta.label}.{column.name}")
    assert forgotten == []


SAYS_NOTHING_OF_ANYBODY = frozenset(
    f"{model}.{name}"
    for model, names in {
        "accounts.ApiToken": "scopes",
        "accounts.Network": "name reminder_days",
        "auth.Group": "name",
        "auth.Permission": "codename name",
        "contenttypes.ContentType": "app_label model",
        "counter.SupportRecord": "administrative_themes redirections themes",
        "directory.Asked": "said",
        "directory.Campaign": "name",
        "directory.Organisation": "reseaux_porteurs",
        "directory.Permanence": "horaires",
        "directory.PermanenceChange": "horaires",
        "directory.Place": "accessibilite autres_formations_labels commune "
        "dispositif_programmes_nationaux formations_labels horaires modalites_acces "
        "modalites_accompagnement prise_en_charge_specifique typologies",
        "directory.Publication": "cause",
        "directory.Record": "external_key",
        "directory.Space": "equipment",
        "directory.Suggestion": "said",
        "directory.Service": "frais horaires mobilisable_par modes_accueil modes_mobilisation "
        "publics services_mediation thematiques types zone_eligibilite",
        "exchanges.CompetenceMap": "lines source why",
        "exchanges.Meeting": "address place_name theme title words",
        "exchanges.NewsToTell": "key",
        "exchanges.Organiser": "name",
        "exchanges.Trade": "call_for does does_not name",
        "interchange.ColumnMapping": "content",
        "interchange.HookSubscription": "cursor departements kinds pending_body pending_cursor",
        "interchange.ImportRun": "counts file_name process",
        "kernel.DutyRun": "problem",
        "kernel.JournalEntry": "facts subject",
        "kernel.Message": "problem",
        "kernel.Run": "asked figures inputs problem versions",
        "kernel.Source": "licence producer title url",
        "networks.Charter": "title why words",
        "networks.Goal": "why",
        "networks.WaitingRules": "lines why",
        "observatory.Indicator": "label values",
        "socialaccount.SocialAccount": "provider",
        "socialaccount.SocialApp": "client_id key provider_id secret settings",
        "territories.Commune": "codes_postaux nom",
        "territories.Departement": "nom",
        "territories.Epci": "nom",
        "territories.FormerCommune": "codes_postaux nom",
        "territories.Region": "nom",
    }.items()
    for name in names.split()
)
"""Texts that hold codes, hours, names of territories, or what a test already refuses elsewhere."""


def test_each_field_that_can_hold_a_text_is_declared_or_named_here():
    found = set()
    for model, one in declarations().items():
        for column in model._meta.concrete_fields:
            is_long = isinstance(column, CharField) and (column.max_length or 999) >= 100
            is_free = is_long and not column.choices
            if isinstance(column, TextField | JSONField | EmailField) or is_free:
                found.add(f"{model._meta.label}.{column.name}")
        found -= {f"{model._meta.label}.{name}" for name in one.fields}
    assert found == SAYS_NOTHING_OF_ANYBODY


def test_rules_of_one_code_are_one_rule():
    by_code = {}
    for _model, one in DECLARED:
        for personal in one.fields.values():
            if personal.kept and personal.kept.since:
                rule = (personal.kept.days, personal.kept.since, personal.kept.then)
                assert by_code.setdefault(personal.kept.code, rule) == rule


@pytest.fixture
def file(world):  # noqa: F811  the fixture
    """A follow-up with a hand-over sent, a visit, a record, looks and a message that waits."""
    opened = world.open()
    handed = world.hand(opened)
    now = timezone.now()
    Visit.objects.create(
        ref="visite-1",
        agent=world.agent.user,
        organisation_ref=world.france.ref,
        follow_up_ref=opened.ref,
        order=["structure-1"],
        opened_at=now,
        request_key=key(),
    )
    SupportRecord.objects.create(
        ref="cr-1",
        author=world.agent.user,
        organisation_ref=world.france.ref,
        held_on=timezone.localdate(),
        participants=[{"genre": "feminin"}],
        minutes=30,
        note="Reviendra mardi.",
        passerelle_ref=handed.ref,
        written_at=now,
        changed_at=now,
        request_key=key(),
    )
    looks.look(world.adviser.viewer, f"suivi:{opened.ref}", world.agency.ref, "conseiller", "suivi")
    return opened.ref


def everything():
    """All that speaks of somebody in the database, as one text."""
    rows = [list(model._default_manager.order_by("pk").values()) for model, _one in DECLARED]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_an_export_holds_all_that_is_kept_with_why_and_for_how_long(world, file):  # noqa: F811
    told = export(subject(suivi=file))
    text = json.dumps(told, default=str, ensure_ascii=False)
    for said in ("Camille", "mw@exemple.test", "camion à pizzas", "Reviendra mardi."):
        assert said in text
    kinds = {part["quoi"] for part in told["donnees"]}
    assert {"suivi", "besoin suivi", "passerelle", "accord", "visite", "compte rendu"} <= kinds
    assert {"ligne de journal", "adresse de réponse", "mouvement de passerelle"} <= kinds
    name = next(p for p in told["donnees"] if p["quoi"] == "suivi")["champs"]["name"]
    assert set(name) == {"intitule", "pourquoi", "combien_de_temps", "base"}
    (look,) = (one for one in told["a_part"]["regards"] if one["fonction"] == "conseiller")
    assert (look["structure"], look["quoi"]) == (world.agency.ref, "suivi")
    assert "Basile" in look["nom"]


def test_an_export_gives_no_key_to_any_door(file):
    row = FollowUp.objects.get(ref=file)
    text = json.dumps(export(subject(suivi=file)), default=str, ensure_ascii=False)
    assert row.link_digest
    assert row.link_digest not in text
    assert rights.HIDDEN in text


def test_an_export_says_nothing_of_anybody_else(world, file):  # noqa: F811
    other = world.open(name="Dominique", contact="dominique@exemple.test", words="autre chose")
    world.hand(other)
    text = json.dumps(export(subject(suivi=file)), default=str, ensure_ascii=False)
    for said in ("Dominique", "dominique@exemple.test", "autre chose", other.ref):
        assert said not in text


def test_erasing_leaves_no_trace_of_the_person_and_what_is_counted_stays(world, file):  # noqa: F811
    other = world.open(name="Dominique", contact="dominique@exemple.test", words="autre chose")
    unmet = UnmetNeed.objects.count()
    ids = subject(suivi=file)
    lines = rights.erase(ids, actor=OPERATOR, apply=True)
    assert {line.what for line in lines} >= {"suivi", "passerelle", "visite", "regards"}
    text = everything()
    for said in ("Camille", "mw@exemple.test", "pizzas", "Reviendra"):
        assert said not in text
    assert looks.looks_at(f"suivi:{file}") == ()
    visit = Visit.objects.get(ref="visite-1")
    assert (visit.follow_up_ref, visit.order, visit.agent) == ("", [], world.agent.user)
    record = SupportRecord.objects.get(ref="cr-1")
    assert (record.note, record.passerelle_ref) == ("", "")
    assert record.participants == [{"genre": "feminin"}]
    assert FollowUp.objects.filter(ref=other.ref).exists()
    assert UnmetNeed.objects.count() == unmet
    assert journal.verify().broken is None
    with pytest.raises(NobodyFoundError):
        subject(suivi="suivi-inconnu")


def test_what_has_not_left_about_the_person_does_not_leave(file):
    handed = Passerelle.objects.get(follow_up__ref=file)
    about = Message.objects.filter(key__contains=f":{handed.ref}:")
    assert about.exists()
    rights.erase(subject(suivi=file), actor=OPERATOR, apply=True)
    assert not about.exists()


def test_erasing_only_tells_unless_it_is_asked_for(file):
    before = everything()
    lines = rights.erase(subject(suivi=file), actor=OPERATOR, apply=False)
    assert {line.what for line in lines} >= {"suivi", "passerelle", "visite", "regards"}
    assert everything() == before
    assert looks.looks_at(f"suivi:{file}")


def test_an_account_is_told_what_it_did_and_nothing_of_those_it_helped(world, file):  # noqa: F811
    user = world.agent.user
    told = export(subject(compte=user.pk))
    text = json.dumps(told, default=str, ensure_ascii=False)
    assert user.email in text
    assert {"quoi": "suivi", "en_tant_que": "personne repère", "ligne": file} in told["a_agi"]
    assert {"quoi": "visite", "en_tant_que": "agent", "ligne": "visite-1"} in told["a_agi"]
    for said in ("Camille", "mw@exemple.test", "pizzas", "Reviendra"):
        assert said not in text


def test_an_erased_account_leaves_what_it_did_without_its_name(world, file):  # noqa: F811
    user = world.adviser.user
    Session.objects.all().delete()
    world.adviser.client.get("/")
    world.adviser.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    world.agent.client.force_login(
        world.agent.user, "allauth.account.auth_backends.AuthenticationBackend"
    )
    StaffSession.objects.create(
        user=user, reason="essai", opened_at=timezone.now(), ends_at=timezone.now()
    )
    rights.erase(subject(compte=user.pk), actor=OPERATOR, apply=True)
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Mandate.objects.filter(user=user.pk).exists()
    assert Session.objects.count() == 1
    assert user.email not in everything()
    (look,) = (x for x in looks.looks_at(f"suivi:{file}") if x.function == "conseiller")
    assert (look.user_id, look.organisation_ref) == (None, world.agency.ref)
    assert FollowUp.objects.filter(ref=file).exists()


def test_what_somebody_keeps_under_their_own_account_goes_with_it(world, file):  # noqa: F811
    user = User.objects.create_user("camille", email="camille@exemple.test")
    FollowUp.objects.filter(ref=file).update(user=user)
    text = json.dumps(export(subject(compte=user.pk)), default=str, ensure_ascii=False)
    assert "camion à pizzas" in text
    rights.erase(subject(compte=user.pk), actor=OPERATOR, apply=True)
    assert not FollowUp.objects.filter(ref=file).exists()


def test_five_years_of_time_leave_nothing_of_anybody(world, file):  # noqa: F811
    Intake.objects.create(
        token_digest="x", situation={}, besoins={}, expires_at=timezone.now() + timedelta(days=1)
    )
    UnknownWord.objects.create(day=timezone.localdate(), typed="zinzolin", page="autre")
    UnknownWord.objects.create(day=timezone.localdate(), term="rsa", page="autre")
    Mandate.objects.filter(user=world.agent.user).update(revoked_at=timezone.now())
    Message.objects.all().update(sent_at=timezone.now(), recipient="", body="", subject="")
    start = timezone.now()
    left = {}
    for months in range(0, 61, 3):
        now = start + timedelta(days=months * 30.5)
        with time_machine.travel(now, tick=False):
            rights.retain_now(timezone.now())
            left[months] = {
                model.__name__
                for model in (Intake, FollowUp, Visit, SupportRecord, Mandate, Message)
                if model.objects.exists()
            }
            assert journal.verify().broken is None
            assert retain(actor=OPERATOR, now=timezone.now(), apply=False) == []
    assert {"FollowUp", "Visit", "SupportRecord", "Mandate", "Intake"} <= left[0]
    assert "Intake" not in left[3]
    assert "FollowUp" in left[9]
    assert {"FollowUp", "Visit"} & left[15] == set()
    assert {"SupportRecord", "Mandate"} <= left[33]
    assert "SupportRecord" not in left[39]
    assert Mandate.objects.filter(user=world.agent.user).count() == 0
    assert Mandate.objects.filter(user=world.adviser.user).count() == 1
    assert looks.looks_at(f"suivi:{file}") == ()
    assert list(UnknownWord.objects.values_list("typed", "term")) == [("", "rsa")]
    oldest = JournalEntry.objects.order_by("pk").first()
    assert oldest.at > start + timedelta(days=1400)
    assert JournalSegment.objects.exclude(purged_at=None).exists()


def test_time_asks_nothing_before_its_time(world, file):  # noqa: F811
    assert retain(actor=OPERATOR, now=timezone.now(), apply=False) == []


def test_time_only_tells_unless_it_is_asked_for(world, file):  # noqa: F811
    later = timezone.now() + timedelta(days=500)
    lines = retain(actor=OPERATOR, now=later, apply=False)
    found = {(line.what, line.then, line.code) for line in lines}
    assert ("suivi", Then.DELETE, "suivis-12-mois") in found
    assert ("regards", Then.DELETE, "regards") in found
    assert FollowUp.objects.filter(ref=file).exists()


def test_the_command_gives_tells_and_erases(world, file, capsys):  # noqa: F811
    assert main(["privacy", "export", "--suivi", file]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["suivi"] == file
    assert "Camille" in json.dumps(told)
    assert JournalEntry.objects.last().verb == "personne.exportée"
    assert JournalEntry.objects.last().subject == f"suivi:{file}"
    assert main(["privacy", "erase", "--suivi", file]) == 0
    assert "Rien n'est fait : ajoutez --apply" in capsys.readouterr().out
    assert main(["privacy", "erase", "--suivi", file, "--apply", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["applied"] is True
    assert not FollowUp.objects.filter(ref=file).exists()
    assert main(["privacy", "retain"]) == 0
    assert capsys.readouterr().out == "Rien à effacer.\n"
    assert main(["privacy", "export", "--compte", world.agent.user.email.upper()]) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["export"], "Dites de qui"),
        (["erase", "--suivi", "inconnu"], "Rien n'est gardé sous cette référence"),
        (["erase", "--compte", "inconnu@exemple.test"], "0 compte(s) répondent"),
        (["retain", "--suivi", "x"], "vaut pour tout le monde"),
        (["oublier"], "trouvé « oublier »"),
    ],
)
def test_a_request_that_cannot_be_served_says_why(db, capsys, asked, said):
    try:
        code = main(["privacy", *asked])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert said in capsys.readouterr().err
