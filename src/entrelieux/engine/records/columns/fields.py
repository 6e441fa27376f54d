"""How much do the values of a column look like those of each field, and how much does that tell?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from entrelieux.engine.records.columns.labels import items_of, splits_by_comma
from entrelieux.engine.records.columns.model import LISTS, Knowledge
from entrelieux.engine.records.columns.shapes import Shape

_LONGEST_ITEM = 90.0
_LONGEST_CELL = 600.0
_PATTERNED = ("email", "url", "date", "siret", "clock")


@dataclass(frozen=True, slots=True)
class Field:
    """title, value: how sure each is alone, 0 to 1. least: values that look less are against it.

    said: what the values are, in words, after a share of the rows; "" when there is nothing to say.
    """

    title: float
    value: float
    least: float
    look: Callable[[Shape], float]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A column read as a list of one field. known: share of its items that words say.

    exact: share that are its labels. by_comma: whether commas separate them.
    """

    known: float
    exact: float
    by_comma: bool
    length: float


def listed(shape: Shape, field: str, knowledge: Knowledge) -> Listed:
    """How a column reads as the values of a field of several values."""
    vocabulary = knowledge.vocabularies.get(field)
    if vocabulary is None or not shape.values or shape.length > _LONGEST_CELL:
        return Listed(0.0, 0.0, False, shape.length)
    texts = sorted(shape.values)[:300]
    by_comma = splits_by_comma(texts, vocabulary)
    total = known = exact = length = 0.0
    for text in texts:
        for item in items_of(text, by_comma=by_comma):
            read = vocabulary.read(item)
            total += shape.values[text]
            length += shape.values[text] * len(item)
            if len(item) <= _LONGEST_ITEM:
                known += shape.values[text] * bool(read.label)
                exact += shape.values[text] * read.exact
    total = total or 1.0
    return Listed(known / total, exact / total, by_comma, length / total)


def _share(name: str) -> Callable[[Shape], float]:
    return lambda shape: shape.share(name)


def _site(shape: Shape) -> float:
    web = max(shape.share("url"), 0.9 * shape.share("web"))
    if shape.distinct < 0.05 and shape.rows > 20:
        web *= 0.15  # one address for everybody is not the place's own
    return web * (1 - 0.8 * max(shape.share("acceslibre"), shape.share("booking")))


def _postcode(shape: Shape) -> float:
    share = shape.share("postcode")
    return share if share >= shape.share("insee") - 0.02 else 0.7 * share


def _insee(shape: Shape) -> float:
    share = shape.share("insee")
    return share if share >= shape.share("postcode") + 0.02 else 0.7 * share


def _town(shape: Shape) -> float:
    share = shape.share("town")
    return share if share >= shape.share("area") or share > 0.95 else 0.3 * share


def _street(shape: Shape) -> float:
    return max(shape.share("street"), shape.share("whole address")) * _prose(shape, 8, 90)


def _name(shape: Shape) -> float:
    """Names differ from a row to the next, are short, and often say what the place is."""
    if shape.share("number") > 0.5 or shape.length > 90 or shape.length < 4:
        return 0.0
    varied = min(1.0, shape.distinct / 0.5) if shape.rows > 3 else 1.0
    base = varied * (0.45 + 0.55 * min(1.0, 1.4 * shape.share("place")))
    return base * (1 - 0.7 * shape.share("street")) * (1 - 0.6 * shape.share("town"))


def _prose(shape: Shape, least: float, most: float) -> float:
    if shape.share("number") > 0.8 or max(map(shape.share, _PATTERNED)) > 0.7:
        return 0.0
    return 1.0 if least <= shape.length <= most else 0.4


def _identifier(shape: Shape) -> float:
    short = shape.length <= 40 and shape.share("email") < 0.1
    return 1.0 if short and shape.distinct > 0.97 else 0.2 if short else 0.0


def _siret(shape: Shape) -> float:
    return shape.share("siret") + 0.8 * shape.share("siren")


def _booking(shape: Shape) -> float:
    return shape.share("web") * max(0.15, shape.share("booking"))


def _roaming(shape: Shape) -> float:
    """« Itinérant » tells much; « oui » and « non » are what many other columns hold."""
    return max(shape.share("roaming"), 0.4 * shape.share("yes"))


def _few(shape: Shape) -> float:
    return _prose(shape, 2, 90) * (1.0 if shape.distinct < 0.95 or shape.rows < 5 else 0.6)


def _single(shape: Shape) -> float:
    return _prose(shape, 2, 90) * (1.0 if shape.distinct < 0.2 or shape.rows < 5 else 0.5)


FIELDS: Mapping[str, Field] = {
    "id": Field(0.8, 0.2, 0.15, _identifier, "différent à chaque ligne"),
    "pivot": Field(0.7, 0.8, 0.15, _siret, "des numéros SIRET, SIREN ou RNA"),
    "nom": Field(0.8, 0.58, 0.25, _name, "comme des noms de lieux"),
    "commune": Field(0.7, 0.8, 0.35, _town, "des noms de communes"),
    "code_postal": Field(0.7, 0.85, 0.3, _postcode, "des codes postaux"),
    "code_insee": Field(0.7, 0.8, 0.3, _insee, "des codes de communes (INSEE)"),
    "adresse": Field(0.75, 0.72, 0.15, _street, "des adresses"),
    "adresse.numero": Field(0.75, 0.1, 0.3, lambda shape: float(shape.length <= 8)),
    "complement_adresse": Field(0.8, 0.1, 0.3, lambda shape: _prose(shape, 2, 120)),
    "telephone": Field(0.7, 0.78, 0.2, _share("phone"), "des numéros de téléphone"),
    "courriels": Field(0.7, 0.92, 0.15, _share("email"), "des adresses électroniques"),
    "site_web": Field(0.7, 0.72, 0.2, _site, "des adresses web"),
    "presentation_resume": Field(0.8, 0.15, 0.3, lambda shape: _prose(shape, 15, 400)),
    "presentation_detail": Field(0.8, 0.25, 0.3, lambda shape: _prose(shape, 40, 9_000)),
    "source": Field(0.8, 0.1, 0.3, _single),
    "itinerance": Field(0.85, 0.6, 0.3, _roaming, "fixe, itinérant, oui ou non"),
    "structure_parente": Field(0.8, 0.1, 0.3, _few),
    "date_maj": Field(0.75, 0.48, 0.3, _share("date"), "des dates"),
    "horaires": Field(0.75, 0.75, 0.1, _share("hours"), "des horaires"),
    "fiche_acces_libre": Field(0.7, 0.95, 0.3, _share("acceslibre"), "des fiches AccèsLibre"),
    "prise_rdv": Field(0.8, 0.55, 0.1, _booking, "des liens de rendez-vous"),
}
# Titles alone are worth less for a list: many are worded as a service or a public may be.
LIST_TITLE, LIST_WORDS, LIST_LABELS = 0.8, 0.58, 0.75


@dataclass(frozen=True, slots=True)
class Suit:
    """look: how far the values say the field. least: below, they are against it.

    title, value: what each is worth alone. detail: of the use. said: what they are, in words.
    """

    look: float
    least: float
    title: float
    value: float
    detail: str
    said: str


def suits(field: str, shape: Shape, knowledge: Knowledge) -> Suit:
    """How the values of a column suit a field."""
    if field not in LISTS:
        rule = FIELDS[field]
        return Suit(rule.look(shape), rule.least, rule.title, rule.value, "", rule.said)
    read = listed(shape, field, knowledge)
    repeated = 1.0 if shape.distinct < 0.75 or shape.rows < 8 else 0.6
    look = max(read.exact, read.known * repeated) if read.length <= _LONGEST_ITEM else 0.0
    against = shape.share("number") > 0.8 or max(map(shape.share, _PATTERNED)) > 0.6
    exact = read.exact / read.known if read.known else 0.0
    return Suit(
        look,
        2.0 if against else 0.0,
        LIST_TITLE,
        LIST_WORDS + (LIST_LABELS - LIST_WORDS) * exact + 0.01 * (field == "services"),
        "," if read.by_comma else "",
        "des valeurs de ce champ",
    )
