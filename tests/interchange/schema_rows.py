"""Valid rows of each published schema, as hypothesis draws them."""

import string
from datetime import date

from data_inclusion.schema import v1
from hypothesis import strategies as st

from entrelieux.engine.language import fold
from entrelieux.interchange.mending import NOTHING, is_siret
from entrelieux.packs.fr.schemas import mediation
from tests.interchange.conftest import TODAY

COMMUNES = (  # name, postcode, code, longitude, latitude of its centre
    ("Mende", "48000", "48095", 3.4991, 44.5180),
    ("Langogne", "48300", "48080", 3.8560, 44.7265),
    ("Lampaul-Plouarzel", "29810", "29098", -4.7650, 48.4470),
    ("Saint-Denis", "97400", "97411", 55.4480, -20.8790),
)
HOURS = (
    "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
    "Tu 15:00-18:30; PH off",
    "Mo[1] 09:00-12:00",
    "Jun-Aug: Mo-Fr 10:00-16:00",
    'We 14:00-17:00 "sur rendez-vous"',
    "week 01-53/2 Th 09:00-12:00",
    "24/7",
)
_SIGNS = string.ascii_letters + string.digits + "éèàçùïÉÇ '-.,:()°«»!?=+@"
_PREFIXES = ("+33", "+590", "+594", "+262", "+596", "+269", "+687", "+689", "+508", "+681")


def _is_plain(text):
    return (
        text == " ".join(text.split())
        and fold(text) not in NOTHING | {"non"}
        and text == text.strip(" ,;.'")
        and text[0] not in "=+-@"
    )


def texts(least=1, most=60, signs=_SIGNS):
    return st.text(signs, min_size=least, max_size=most).filter(lambda t: bool(t) and _is_plain(t))


names = texts(3, 40).filter(lambda text: any(sign.isalnum() for sign in fold(text)))
paragraphs = st.lists(texts(5, 80), min_size=1, max_size=3).map("\n".join)
hosts = st.from_regex(r"[a-z]{2,10}(\.[a-z]{2,8}){1,2}", fullmatch=True)
urls = st.builds(
    "{}://{}/{}".format,
    st.sampled_from(("http", "https")),
    hosts,
    st.from_regex(r"[a-z0-9/_.-]{0,12}(\?[a-z]=[a-z0-9;]{1,5})?", fullmatch=True),
)
emails = st.builds(
    "{}@{}".format, st.from_regex(r"[a-z][a-z0-9]{1,6}([._-][a-z0-9]{1,6})?", fullmatch=True), hosts
)
phones = st.builds(
    "{}{}".format, st.sampled_from(_PREFIXES), st.from_regex(r"[0-9]{6,9}", fullmatch=True)
)
days = st.dates(date(2000, 1, 1), TODAY).map(date.isoformat)
sirets = st.from_regex(r"[1-9][0-9]{12}", fullmatch=True).map(
    lambda start: next(start + str(key) for key in range(10) if is_siret(start + str(key)))
)
rnas = st.from_regex(r"W[0-9]{9}", fullmatch=True)


def maybe(values):
    return st.one_of(st.just(""), values)


def joined(values, least=0, most=4):
    return st.lists(values, unique=True, min_size=least, max_size=most).map("|".join)


@st.composite
def spots(draw):
    """Columns of where a place is, near the centre of its commune; or without a point."""
    name, postcode, code, lon, lat = draw(st.sampled_from(COMMUNES))
    where = {"commune": name, "code_postal": postcode, "code_insee": code}
    if draw(st.booleans()):
        near = st.integers(-20_000, 20_000)
        where["longitude"] = round(lon + draw(near) / 1e6, 6)
        where["latitude"] = round(lat + draw(near) / 1e6, 6)
    return where


@st.composite
def mediation_rows(draw):
    """One valid row of the national schema, every column by its name, as text or number."""
    row = {column.name: "" for column in mediation()}
    lists = {column.name: column.values for column in mediation() if column.values}
    row |= {name: draw(joined(st.sampled_from(values))) for name, values in lists.items()}
    row |= {
        "id": draw(texts(1, 30, string.ascii_letters + string.digits + "-_")),
        "pivot": draw(st.one_of(sirets, rnas, st.just("0" * 14))),
        "nom": draw(names),
        "adresse": draw(texts(2, 40, string.ascii_letters + "éè '-")),
        "complement_adresse": draw(maybe(texts())),
        "telephone": draw(maybe(phones)),
        "courriels": draw(joined(emails)),
        "site_web": draw(joined(urls.filter(lambda url: ";" not in url))),
        "horaires": draw(maybe(st.sampled_from(HOURS))),
        "presentation_resume": draw(maybe(texts(1, 280))),
        "presentation_detail": draw(maybe(paragraphs)),
        "source": draw(st.sampled_from(("", "Hinaura", "Les Assembleurs"))),
        "itinerance": draw(st.sampled_from(("", "Itinérant", "Fixe", "Itinérant|Fixe"))),
        "structure_parente": draw(maybe(names.filter(lambda text: not text.isdigit()))),
        "date_maj": draw(days),
        "services": draw(joined(st.sampled_from(lists["services"]), least=1)),
        "autres_formations_labels": draw(joined(texts(2, 30))),
        "fiche_acces_libre": draw(maybe(urls)),
        "prise_rdv": draw(maybe(urls)),
    }
    return row | {"longitude": "", "latitude": ""} | draw(spots())


def _some(values, least=1, most=3):
    return st.lists(values, unique=True, min_size=least, max_size=most)


def _optional(draw, columns):
    """Those of the columns that are drawn: data·inclusion leaves out what it does not know."""
    return {name: draw(values) for name, values in columns.items() if draw(st.booleans())}


_WHERE_TEXTS = {
    "adresse": texts(2, 40, string.ascii_letters + "éè '-"),
    "complement_adresse": texts(),
    "telephone": phones,
    "courriel": emails,
}


@st.composite
def structures(draw):
    """One valid structure of data·inclusion v1, without the keys that it has no value for."""
    source = draw(st.sampled_from(("dora", "soliguide")))
    number = draw(texts(1, 12, string.ascii_letters + string.digits + "-"))
    return {
        "source": source,
        "id": f"{source}--{number}",
        "nom": draw(texts(3, 100).filter(lambda text: any(map(str.isalnum, text)))),
        "date_maj": draw(days),
        **draw(spots()),
        **_optional(
            draw,
            {
                **_WHERE_TEXTS,
                "description": texts(5, 300),
                "lien_source": urls,
                "siret": sirets,
                "site_web": urls,
                "horaires_accueil": st.sampled_from(HOURS),
                "accessibilite_lieu": urls,
                "reseaux_porteurs": _some(st.sampled_from([str(x) for x in v1.ReseauPorteur])),
            },
        ),
    }


@st.composite
def services_of(draw, structure):
    """One valid service of a structure."""
    codes = {
        "type": st.sampled_from([str(one) for one in v1.TypeService]),
        "frais": st.sampled_from([str(one) for one in v1.Frais]),
        "thematiques": _some(st.sampled_from([str(one) for one in v1.Thematique])),
        "publics": st.one_of(
            st.just(["tous-publics"]),
            _some(st.sampled_from([str(x) for x in v1.Public if x != v1.Public.TOUS_PUBLICS])),
        ),
        "modes_accueil": _some(st.sampled_from([str(one) for one in v1.ModeAccueil])),
        "modes_mobilisation": _some(st.sampled_from([str(one) for one in v1.ModeMobilisation])),
        "mobilisable_par": _some(st.sampled_from([str(one) for one in v1.PersonneMobilisatrice])),
        "zone_eligibilite": _some(
            st.sampled_from(("48", "2A", "974", "48095", "200093201", "france", "99100")), most=4
        ),
    }
    said = {
        name: texts(2, 120)
        for name in (
            *("frais_precisions", "publics_precisions", "conditions_acces"),
            "mobilisation_precisions",
        )
    }
    numbers = {
        "volume_horaire_hebdomadaire": st.integers(0, 140).map(lambda quarter: quarter / 4),
        "nombre_semaines": st.integers(1, 52),
        "lien_mobilisation": urls,
        "lien_source": urls,
        "horaires_accueil": st.sampled_from(HOURS),
    }
    where = draw(spots()) if draw(st.booleans()) else {}
    return {
        "source": structure["source"],
        "structure_id": structure["id"],
        "id": f"{structure['source']}--{draw(texts(1, 12, string.ascii_letters + '-'))}",
        "nom": draw(texts(3, 120)),
        "description": draw(texts(5, 300)),
        "date_maj": draw(days),
        **where,
        **_optional(draw, {**_WHERE_TEXTS, **codes, **said, **numbers}),
    }


@st.composite
def structures_with_services(draw):
    """(structures, services): no two alike."""
    found = draw(
        st.lists(structures(), min_size=1, max_size=3, unique_by=lambda row: row["id"].lower())
    )
    owners = st.sampled_from(found).flatmap(services_of)
    return found, draw(st.lists(owners, max_size=4, unique_by=lambda row: row["id"]))
