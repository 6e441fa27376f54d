"""A project is opened from one's own file, said in one box, and one companion reads one part."""

from django.test import Client

from entrelieux.projects.models import Project
from tests.passerelles.pages import hidden, plain

PITCH = "je voudrais un atelier de couture au village"


def test_one_box_is_enough(opened):
    page = Client().get(f"/suivi/{opened.token}/")
    assert "Dire mon projet" in plain(page)
    address = f"/suivi/{opened.token}/projet/"
    form = Client().get(address)
    assert form.status_code == 200
    answer = Client().post(address, {"pitch": PITCH, "cle": hidden(form)})
    assert answer.status_code == 303, plain(answer)
    assert PITCH in plain(Client().get(address))
    assert "Voir mon projet" in plain(Client().get(f"/suivi/{opened.token}/"))
    assert Project.objects.get().pitch == PITCH


def test_a_companion_reads_what_is_opened(scene):
    ref = scene.invite("bref")
    assert ref
    page = scene.world.adviser.client.get(f"/projets/{scene.ref}/")
    assert page.status_code == 200
    said = plain(page)
    assert "Vélo bavard" in said
    assert "neuf cents euros" not in said
    assert "Agence d'Essai" in plain(Client().get(scene.address()))


def test_a_pitch_may_be_looked_at_where_it_is_shown_to_all_and_not_where_it_is_one_s_own(scene):
    advice, rewrite = "Tout le monde va-t-il me comprendre", scene.address("dire/")
    assert advice in plain(Client().get(scene.address()))
    assert advice not in plain(Client().get(rewrite))
    answer = Client().post(scene.address(), {"faire": "montrer", "tous": "oui", "pitch": "autre"})
    assert answer.status_code == 303
    assert advice in plain(Client().get(rewrite))
    assert scene.row.pitch != "autre"
