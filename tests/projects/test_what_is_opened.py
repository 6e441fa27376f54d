"""A part that is not opened to a companion is nowhere for them: no page, card, list or message."""

import dataclasses
import json
import random

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.kernel.looks import LookNotKeptError, looks_at
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.following import subject_of
from entrelieux.projects import selectors, services
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.selectors import project_behind
from tests.passerelles.pages import plain
from tests.projects.conftest import SECRETS
from tests.signing import mandated, operator, person, visitor

PARTS = tuple(pack.parts())


def read_by(signed, ref):
    """Everything that somebody is shown of a project, in every way there is."""
    said = [plain(signed.client.get("/projets/")), plain(signed.client.get("/projets/publics/"))]
    page = signed.client.get(f"/projets/{ref}/")
    said.append(plain(page))
    try:
        card = selectors.project_beside(signed.viewer, ref)
        said.append(json.dumps(dataclasses.asdict(card), default=str, ensure_ascii=False))
    except ProjectGone:
        assert page.status_code == 404
    said += [f"{m.subject} {m.body}" for m in Message.objects.all()]
    said += [json.dumps(line.facts) + line.subject for line in JournalEntry.objects.all()]
    return " ".join(said)


def seen_in(text):
    return {code for code, words in SECRETS.items() if any(word in text for word in words)}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_is_what_is_opened_whatever_is_opened_and_closed(scene, seed):
    draw = random.Random(seed)
    readers = {"agency": scene.world.adviser, "other": None, "france": scene.world.agent}
    readers["other"] = mandated(Role.AGENT, organisation=scene.world.other.ref, name="Zoé")
    refs = {name: scene.invite(structure=getattr(scene.world, name)) for name in readers}
    opened = {name: set() for name in readers}
    for _step in range(12):
        name = draw.choice(sorted(readers))
        closes = bool(opened[name]) and draw.random() < 0.45
        part = draw.choice(sorted(opened[name]) if closes else PARTS)
        change = services.close_part if closes else services.open_part
        change(actor=ANYONE, token=scene.token, companion=refs[name], part=part)
        (opened[name].discard if closes else opened[name].add)(part)
        assert seen_in(read_by(readers[name], scene.ref)) == opened[name]
    for name, reader in readers.items():
        assert seen_in(read_by(reader, scene.ref)) == opened[name]


def test_nothing_is_opened_by_inviting(scene):
    scene.invite()
    assert seen_in(read_by(scene.world.adviser, scene.ref)) == set()


def test_who_parts_reads_nothing_at_once(scene):
    ref = scene.invite(*PARTS)
    assert seen_in(read_by(scene.world.adviser, scene.ref)) == set(PARTS)
    services.leave(actor=ANYONE, token=scene.token, companion=ref)
    assert seen_in(read_by(scene.world.adviser, scene.ref)) == set()
    assert scene.world.adviser.client.get(f"/projets/{scene.ref}/").status_code == 404


def test_a_structure_invited_again_and_again_is_told_once(scene):
    first = scene.invite()
    told = Message.objects.filter(key__startswith="projet:")
    told.update(sent_at=timezone.now())
    count = told.count()
    assert count
    services.leave(actor=ANYONE, token=scene.token, companion=first)
    scene.invite()
    assert told.count() == count


def test_who_comes_back_reads_nothing_of_before(scene):
    ref = scene.invite(*PARTS)
    services.leave(actor=ANYONE, token=scene.token, companion=ref)
    scene.invite()
    assert seen_in(read_by(scene.world.adviser, scene.ref)) == set()


def test_nobody_else_finds_it(scene):
    scene.invite(*PARTS)
    elsewhere = mandated(
        Role.AGENT,
        organisation=scene.world.agency.ref,
        zone="departement",
        zone_code="43",
        name="Zoé",
    )
    others = (
        visitor(),
        person("Léo"),
        scene.world.agent,
        scene.world.animator,
        operator(),
        elsewhere,
        mandated(Role.ADMINISTRATOR, organisation=scene.world.agency.ref, name="Zoé"),
        mandated(Role.AGENT, organisation=scene.world.agency.ref, verified=False, name="Zoé"),
    )
    for one in others:
        for data in (None, {"faire": "action", "action": "x"}, {"faire": "note", "note": "x"}):
            address = f"/projets/{scene.ref}/"
            answer = one.client.post(address, data) if data else one.client.get(address)
            assert answer.status_code == 404
    row = scene.row
    assert (row.actions.count(), row.notes.count()) == (1, 1)


@pytest.mark.parametrize(
    ("part", "data"),
    [("actions", {"faire": "action", "action": "x"}), ("notes", {"faire": "note", "note": "x"})],
)
def test_a_part_that_is_closed_is_not_written_in(scene, part, data):
    scene.invite(*(set(PARTS) - {part}))
    answer = scene.world.adviser.client.post(f"/projets/{scene.ref}/", data)
    assert answer["Location"].endswith("?fait=ferme")
    assert (scene.row.actions.count(), scene.row.notes.count()) == (1, 1)


def test_what_a_companion_writes_is_signed_by_their_structure(scene):
    scene.invite("actions", "notes")
    address = f"/projets/{scene.ref}/"
    key = "k" * 20
    for _twice in range(2):
        for data in (
            {"faire": "action", "action": "relire le bail", "cle": key},
            {"faire": "note", "note": "à revoir en mars", "cle": key},
        ):
            assert scene.world.adviser.client.post(address, data).status_code == 303
    page = plain(Client().get(scene.address()))
    assert "écrite par Agence d'Essai" in page
    assert "à revoir en mars Agence d'Essai" in page
    assert scene.row.actions.filter(words="relire le bail").count() == 1
    assert scene.row.notes.filter(words="à revoir en mars").count() == 1


def test_each_look_is_written_down_and_the_holder_sees_it(scene):
    scene.invite("bref")
    assert project_behind(scene.token).looks == ()
    scene.world.adviser.client.get(f"/projets/{scene.ref}/")
    found = project_behind(scene.token).looks
    assert [(one.organisation, one.what) for one in found] == [
        ("Agence d'Essai", "mon projet en bref")
    ]
    assert "Agence d'Essai" in plain(Client().get(scene.address()))
    assert len(looks_at(subject_of(scene.file_ref))) == 1


def test_a_file_that_cannot_say_who_looked_is_not_shown(scene, settings, tmp_path):
    scene.invite("bref")
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    settings.VAR_DIR = blocked / "inside"
    with pytest.raises(LookNotKeptError):
        scene.world.adviser.client.get(f"/projets/{scene.ref}/")


def test_the_pitch_is_shown_to_all_only_while_the_holder_says_so(scene):
    page = "/projets/publics/"
    assert seen_in(plain(Client().get(page))) == set()
    services.show(actor=ANYONE, token=scene.token, to_all=True, to_peers=False)
    said = plain(Client().get(page))
    assert "Vélo bavard" in said
    assert "Camille" not in said
    assert seen_in(said) == {"bref"}
    services.show(actor=ANYONE, token=scene.token, to_all=False, to_peers=False)
    assert seen_in(plain(Client().get(page))) == set()


def test_who_has_no_account_is_brought_what_is_opened_to_them_on_paper(scene):
    ref = scene.invite("bref", "pour_qui")
    page = Client().get(scene.address("imprimer/"), {"pour": ref})
    assert page.status_code == 200
    said = plain(page)
    for part, words in SECRETS.items():
        for word in words:
            assert (word in said) == (part in {"bref", "pour_qui"}), word
    assert scene.token not in said
    closed = {"actor": ANYONE, "token": scene.token, "companion": ref}
    services.close_part(**closed, part="bref")
    assert "Vélo" not in plain(Client().get(scene.address("imprimer/"), {"pour": ref}))
    for odd in ("absent", "\x00", scene.ref):
        assert Client().get(scene.address("imprimer/"), {"pour": odd}).status_code == 303
