"""Files written by the test that needs them, and imports with a fixed day."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from entrelieux.interchange import services
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing
from tests.interchange.receiver import HERE, Receiver

TODAY = date(2025, 6, 1)
MEDIATION = {
    "id": "lieu-1",
    "pivot": "77556026100015",
    "nom": "Espace numérique de Langogne",
    "commune": "Langogne",
    "code_postal": "48300",
    "code_insee": "48080",
    "adresse": "15 boulevard des Capucins",
    "latitude": "44.7265",
    "longitude": "3.8560",
    "typologie": "EPN",
    "telephone": "04 66 46 70 19",
    "courriels": "contact@example.org",
    "site_web": "https://example.org",
    "horaires": "Mo-Fr 09:00-12:00",
    "presentation_resume": "",
    "presentation_detail": "",
    "source": "Hinaura",
    "itinerance": "",
    "structure_parente": "",
    "date_maj": "2024-05-02",
    "services": "Aide aux démarches administratives|Accès internet et matériel informatique",
    "publics_specifiquement_adresses": "",
    "prise_en_charge_specifique": "",
    "frais_a_charge": "",
    "dispositif_programmes_nationaux": "",
    "modalites_accompagnement": "",
    "fiche_acces_libre": "",
    "prise_rdv": "",
}
STRUCTURE_V1 = {
    "id": "dora--bge-48",
    "source": "dora",
    "nom": "BGE Lozère",
    "date_maj": "2025-02-14",
    "description": "Aide à la création d'entreprise.",
    "commune": "Mende",
    "code_postal": "48000",
    "code_insee": "48095",
    "adresse": "1 rue du Collège",
    "longitude": 3.4991,
    "latitude": 44.5180,
    "reseaux_porteurs": ["reseau-bge"],
    "horaires_accueil": "Mo-Fr 09:00-12:00",
}
SERVICE_V1 = {
    "id": "dora--svc-1",
    "structure_id": "dora--bge-48",
    "source": "dora",
    "nom": "Construire son projet",
    "description": "Rendez-vous pour structurer une création.",
    "date_maj": "2025-02-14",
    "type": "accompagnement",
    "thematiques": ["creer-une-entreprise--structurer-son-projet-de-creation-dentreprise"],
    "publics": ["tous-publics"],
    "frais": "gratuit",
    "modes_accueil": ["en-presentiel"],
    "zone_eligibilite": ["48"],
}


def csv_bytes(rows, *, delimiter=",", encoding="utf-8", columns=None):
    """A CSV of dictionaries, titles first."""
    text = io.StringIO(newline="")
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def place(**changes):
    """A row of the national schema, sound but for ``changes``."""
    return MEDIATION | changes


@pytest.fixture
def write(tmp_path):
    """Write bytes, text, or rows (CSV, or JSON when the name says so); returns the path."""

    def writing(content, name="lieux.csv", **options) -> Path:
        path = tmp_path / name
        if isinstance(content, dict):
            content = [content]
        if isinstance(content, list):
            is_json = name.endswith(".json")
            content = json.dumps(content).encode() if is_json else csv_bytes(content, **options)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writing


@pytest.fixture
def take(db, write):
    """Import rows or bytes, and return the report."""

    def taking(content, name="lieux.csv", *, today=TODAY, actor=OPERATOR, **options):
        path = content if isinstance(content, Path) else write(content, name)
        return services.import_file(
            actor=actor, path=path, today=today, options=services.Options(**options)
        )

    return taking


@pytest.fixture
def receiver(tmp_path, settings, monkeypatch, communes):
    settings.HOOKS_TEST_ADDRESS = HERE
    made = Receiver(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    yield made
    made.close()


@pytest.fixture
def paul():
    return signing.mandated(Role.ADMINISTRATOR, organisation="structure-a")
