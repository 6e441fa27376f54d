"""What an animator of Lozère finds on a morning, all invented: two lists, and a file received.

Played by another process, on a database of its own that shows no fictional network: a file is not
published beside it.
"""

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings

from entrelieux.interchange.services import Options, import_file
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing

NETWORK = "lieux-de-lozere"
PRODUCER = "Association des Quatre Chemins (essai)"
NETWORK_NAME = "Les Lieux de Lozère"
ROAD = {"date_maj": "2023-03-01", "source": "Réseau du Gévaudan (essai)"}
DIGITAL = "Maîtrise des outils numériques du quotidien"
PAPERS = "Aide aux démarches administratives"
SAULES, COLLINE, GENETS = (
    "Espace numérique des Trois Saules",
    "Médiathèque de la Colline",
    "Maison des Genêts",
)
KNOWN = (
    (SAULES, "4 rue des Saules", "48300", "Langogne", "44.7268", "3.8551", "0466000101"),
    ("Atelier du Pont Neuf", "12 avenue du Pont", "48000", "Mende", "44.5191", "3.4993", ""),
    (COLLINE, "2 place de la Colline", "48100", "Marvejols", "44.5541", "3.2908", "0466000103"),
    (GENETS, "9 rue des Genêts", "48400", "Florac Trois Rivières", "44.3252", "3.5931", ""),
    (
        "Le Grenier connecté",
        "1 rue Basse",
        "48200",
        "Saint-Chély-d'Apcher",
        "44.8027",
        "3.2757",
        "",
    ),
    ("Relais des Sources", "3 rue de la Source", "48800", "Villefort", "44.4401", "3.9322", ""),
)
MAILS = {SAULES: "saules@exemple.test", GENETS: "genets@exemple.test"}
RECEIVED = (
    *("Structure", "Rue", "CP", "Ville", "X", "Y", "Tél.", "Mail", "Ouverture"),
    *("Ateliers d'initiation", "Aide aux démarches", "Coût", "Fauteuil", "Nature", "Suivi par"),
)
YES, NO = "OUI", "non"
ROWS = (
    *(("Espace numérique Les Trois Saules", "4, rue des Saules", "48300", "LANGOGNE"),),
    *((COLLINE, "Place de la Colline", "48100", "MARVEJOLS"),),
    *(("Association du Pont Neuf", "12 avenue du Pont", "48000", "MENDE"),),
    *(("La Grange aux outils", "8 chemin du Moulin", "48230", "CHANAC"),),
    *(("Café des savoirs", "1 place du Foirail", "48600", "GRANDRIEU"),),
    *(("Le Fil bleu", "5 rue du Four", "48210", "LE ROZIER"),),
    *(("Pause numérique", "14 rue Neuve", "48150", "MEYRUEIS"),),
    *(("Salle des Érables", "2 rue Haute", "43000", "LE PUY-EN-VELAY"),),
)
REST = (
    ("44.7267", "3.8552", "04 66 00 01 01", "bonjour@saules.test", "Lun au ven 9h-12h / 14h-17h30"),
    ("44.5544", "3.2912", "04.66.00.01.03", "", "mardi et jeudi 14h à 18h, sam. matin sur RDV"),
    ("44.5192", "3.4994", "04 66 00 02 22", "pontneuf@exemple.test", "Mercredi 9h-12h"),
    ("44.4656", "3.3425", "04 66 00 03 33", "grange@exemple.test", "du lundi au jeudi de 9h à 17h"),
    ("44.7833", "3.6333", "0466000444", "", "1er et 3e mardi du mois 14h-17h"),
    ("44.1917", "3.2119", "04 66 00 05 55", "filbleu-exemple.test", "quand la lumière est allumée"),
    (
        "44.1786",
        "3.4297",
        "04 66 00 06",
        "pause@exemple.test",
        "Tous les jours sauf dimanche 10h-12h",
    ),
    ("45.0428", "3.8829", "04 71 00 07 77", "", "lundi 9h-12h"),
)
SAID = (
    (YES, YES, "Gratuit", "Oui", "Association", "C."),
    (YES, NO, "gratuit", "Oui", "Médiathèque", "C."),
    (YES, NO, "5 € l'heure", "Non", "Association", "M."),
    (YES, YES, "Gratuit", "", "Tiers-lieu", "M."),
    (NO, YES, "Gratuit", "Oui", "Café", "M."),
    (YES, NO, "Payant", "", "Tiers-lieu", "C."),
    (YES, YES, "Gratuit", "Non", "Mairie", "C."),
    (YES, YES, "Gratuit", "", "Mairie", "C."),
)
TOWNS = (
    ("Langogne", "48080", "44.7268", "3.8551"),
    ("Grandrieu", "48070", "44.7833", "3.6333"),
    ("Chanac", "48039", "44.4656", "3.3425"),
    ("Villefort", "48198", "44.4401", "3.9322"),
    ("Mende", "48095", "44.5191", "3.4993"),
)


def received() -> bytes:
    """The file of an association, with its own titles, « ; » and swapped axes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(RECEIVED)
    writer.writerows(map(sum, zip(ROWS, REST, SAID, strict=True), [()] * len(ROWS)))
    return text.getvalue().encode("cp1252")


def play() -> dict[str, str]:
    """Two lists that are there already, and the session of who animates; cookie and its name."""
    with tempfile.TemporaryDirectory() as kept:
        for name, rows in (("lieux.csv", _known()), *_vintages()):
            path = Path(kept, name)
            with path.open("w", encoding="utf-8", newline="") as target:
                writer = csv.DictWriter(target, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            import_file(actor=OPERATOR, path=path, today=date.today(), options=Options())  # noqa: DTZ011
    signing.network_with(ref=NETWORK, name=NETWORK_NAME, zone="departement", zone_code="48")
    rose = signing.mandated(Role.ANIMATOR, network=NETWORK, name="Rose")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": rose.client.cookies[name].value}


def letter_to(address: str) -> str:
    """What was written to a place."""
    return Message.objects.filter(recipient=address).latest("pk").body


def _known() -> list[dict[str, str]]:
    titles = ("nom", "adresse", "code_postal", "commune", "latitude", "longitude", "telephone")
    return [
        ROAD
        | {"id": f"gevaudan-{number}", "services": f"{DIGITAL}|{PAPERS}"}
        | dict(zip(titles, row, strict=True))
        | {"courriels": MAILS.get(row[0], ""), "horaires": "Mo-Fr 09:00-12:00", "typologie": "EPN"}
        for number, row in enumerate(KNOWN, 1)
    ]


def _vintages() -> tuple[tuple[str, list[dict[str, str]]], ...]:
    """Two vintages of one list: one house moves, one takes another name, one opens, one leaves."""
    houses = [
        {"id_fs": str(number), "insee_dep": "48", "lib_fs": f"France services {town}"}
        | {"adresse": "1 place de la Mairie", "insee_com": code, "lib_com": town}
        | {"latitude": lat, "longitude": lon, "h_lundi": "09:00 - 12:00", "mail": "", "groupe": ""}
        for number, (town, code, lat, lon) in enumerate(TOWNS, 1)
    ]
    moved = houses[0] | {"adresse": "22 avenue Neuve", "latitude": "44.7335"}
    renamed = houses[1] | {"lib_fs": "France services du Haut-Allier"}
    return (
        ("france-services-2022-12-01.csv", houses[:-1]),
        ("france-services-2024-08-01.csv", [moved, renamed, *houses[3:]]),
    )
