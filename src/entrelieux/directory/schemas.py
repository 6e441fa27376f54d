"""Places as the API gives them; stable names, those of the national schema where it has one."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from entrelieux.directory.cards import (
    FoundPlace,
    Named,
    PlaceCard,
    PlaceSheet,
    ServiceCard,
    SourceCard,
    WordsRead,
)
from entrelieux.directory.following_changes import PlaceChangeSeen
from entrelieux.directory.functions.cards import PlaceSaid
from entrelieux.directory.models import PlaceFunction, PlaceLimit, Space
from entrelieux.directory.wording import is_old


class ReferenceOut(BaseModel):
    id: str
    nom: str

    @classmethod
    def from_named(cls, named: Named) -> "ReferenceOut":
        return cls(id=named.ref, nom=named.name)


class PlaceSourceOut(BaseModel):
    """D'où vient la donnée ; null : le producteur ne le dit pas."""

    titre: str
    producteur: str | None
    licence: str | None
    url: str | None
    date: str | None = Field(description="Date de la donnée (AAAA-MM-JJ)")

    @classmethod
    def from_card(cls, card: SourceCard) -> "PlaceSourceOut":
        return cls(
            titre=card.title,
            producteur=card.producer or None,
            licence=card.licence or None,
            url=card.url or None,
            date=card.published_on.isoformat() if card.published_on else None,
        )


class PlaceOut(BaseModel):
    """Un lieu de la liste."""

    id: str
    nom: str
    nature: str | None = Field(description="Nature du lieu", examples=["france-services"])
    adresse: str | None
    code_postal: str | None
    commune: str | None
    code_insee: str | None
    lon: float | None = Field(description="Longitude (WGS 84)")
    lat: float | None = Field(description="Latitude (WGS 84)")
    position: str = Field(
        description="point : donné par le producteur ; commune : centre de la commune ; inconnue"
    )
    horaires: str | None = Field(description="Syntaxe opening_hours d'OpenStreetMap")
    organisations: list[ReferenceOut]
    besoins: list[str] = Field(description="Codes des besoins auxquels ce lieu répond de près")
    itinerant: bool | None = Field(description="null : inconnu")
    date_maj: date | None = Field(description="Dernière confirmation connue")
    confirme_par: str | None = Field(
        description="lieu : le lieu lui-même, ici ; producteur ; null : personne"
    )
    a_reconfirmer: bool = Field(description="Confirmé il y a plus de deux ans, ou jamais")
    source: PlaceSourceOut
    fiction: bool = Field(description="Lieu inventé pour la démonstration")

    @classmethod
    def from_card(cls, card: PlaceCard) -> "PlaceOut":
        return cls(**_common(card))


class FoundPlaceOut(PlaceOut):
    """Un lieu de la liste, avec ce que la recherche en dit."""

    minutes: int | None = Field(
        description="Temps de trajet, un aller ; null : inconnu ou non demandé"
    )
    minutes_by_road: bool = Field(
        False, description="Ces minutes suivent les routes ; faux : une estimation"
    )
    sortie: str | None = Field(
        None,
        description="En transport en commun : quels cars pour y aller et en revenir ; null sinon",
    )
    ouvert: bool | None = Field(description="En ce moment, à l'heure du lieu ; null : inconnu")
    a_verifier: list[str] = Field(description="Filtres auxquels le lieu ne dit pas s'il répond")
    autres_fiches: int = Field(ge=0, description="Autres fiches du même lieu, non répétées ici")

    @classmethod
    def from_found(cls, found: FoundPlace) -> "FoundPlaceOut":
        return cls(
            **_common(found.card),
            minutes=found.minutes,
            minutes_by_road=found.is_by_road,
            sortie=found.outing or None,
            ouvert=found.door.is_open,
            a_verifier=list(found.doubts),
            autres_fiches=found.others,
        )


class MendedOut(BaseModel):
    tape: str
    lu: str


class WordsReadOut(BaseModel):
    """Ce qui a été lu des mots demandés."""

    corrections: list[MendedOut] = Field(description="Mots lus autrement que tapés")
    introuvables: list[str] = Field(description="Mots qu’aucun lieu ne porte")
    partielle: bool = Field(description="Aucun lieu ne porte tous les mots")

    @classmethod
    def from_read(cls, words: WordsRead) -> "WordsReadOut":
        return cls(
            corrections=[MendedOut(tape=typed, lu=read) for typed, read in words.mended],
            introuvables=list(words.missing),
            partielle=words.is_partial,
        )


class PlacesOut(BaseModel):
    total: int = Field(ge=0)
    connus: int = Field(ge=0, description="Lieux dont rien de ce qui est demandé n'est inconnu")
    page: int = Field(ge=1)
    pages: int = Field(ge=1)
    recherche: WordsReadOut | None = Field(description="null : aucun mot demandé")
    results: list[FoundPlaceOut]


class PlaceNeedOut(BaseModel):
    code: str
    qualite: str = Field(description="exact, proche ou voisin")


class PlaceServiceOut(BaseModel):
    """Un service rendu dans ce lieu ; une liste vide ou null : à vérifier."""

    id: str
    nom: str
    organisation: ReferenceOut
    presentation: str | None
    besoins: list[PlaceNeedOut]
    publics: list[str]
    frais: str | None
    modes_accueil: list[str]
    conditions_acces: str | None
    horaires: str | None = Field(description="En toutes lettres")
    presence: str | None = Field(description="permanence, tournée, ou null : tout le temps")
    date_maj: date | None
    dates: str | None = Field(description="« jusqu'au … », en toutes lettres ; null : non dit")
    source: PlaceSourceOut

    @classmethod
    def from_card(cls, card: ServiceCard) -> "PlaceServiceOut":
        words = ("exact", "proche", "voisin")
        return cls(
            id=card.ref,
            nom=card.name,
            organisation=ReferenceOut.from_named(card.organisation),
            presentation=card.presentation or None,
            besoins=[
                PlaceNeedOut(code=code, qualite=words[worth])
                for code, _label, worth in card.besoins
            ],
            publics=list(card.publics),
            frais=card.frais or None,
            modes_accueil=list(card.modes_accueil),
            conditions_acces=card.conditions or None,
            horaires=card.hours or None,
            presence=card.presence or None,
            date_maj=card.confirmed_on,
            dates=card.dates or None,
            source=PlaceSourceOut.from_card(card.source),
        )


class PlaceFunctionOut(BaseModel):
    """Ce que le lieu permet, entre deux dates ; un jour null : inconnu, ou toujours."""

    code: str = Field(examples=["mediation_numerique"])
    heures_par_semaine: float | None = Field(description="null : inconnu")
    origine: str | None = Field(
        description="prevue, emergente (apparue à l'usage), null : inconnue"
    )
    demandee_par: str | None
    depuis: date | None
    jusqu_au: date | None = Field(description="Dernier jour compris")
    precision: str | None
    source: str | None = Field(description="Titre ; null : dit ici par le lieu")

    @classmethod
    def from_row(cls, row: PlaceFunction) -> "PlaceFunctionOut":
        return cls(
            code=row.code,
            heures_par_semaine=None if row.hours_week is None else float(row.hours_week),
            origine=row.origin or None,
            demandee_par=row.asked_by or None,
            depuis=row.starts_on,
            jusqu_au=row.ends_on,
            precision=row.note or None,
            source=row.source.title if row.record_id else None,
        )


class PlaceLimitOut(BaseModel):
    """Ce que le lieu dit ne pas faire, ou ne plus faire."""

    code: str | None = Field(description="La fonction dont il s'agit ; null : autre chose")
    mots: str
    dit_le: date
    jusqu_au: date | None

    @classmethod
    def from_row(cls, row: PlaceLimit) -> "PlaceLimitOut":
        return cls(code=row.code or None, mots=row.words, dit_le=row.said_on, jusqu_au=row.ends_on)


class PlaceSpaceOut(BaseModel):
    """Une salle, un bureau, un atelier ; null : inconnu."""

    nom: str
    nature: str | None
    places: int | None = Field(description="Personnes au plus")
    surface_m2: int | None
    equipements: list[str]
    conditions: str | None
    accessible_fauteuil: bool | None
    depuis: date | None
    jusqu_au: date | None
    source: str | None = Field(description="Titre ; null : dit ici par le lieu")

    @classmethod
    def from_row(cls, row: Space) -> "PlaceSpaceOut":
        return cls(
            nom=row.name,
            nature=row.kind or None,
            places=row.seats,
            surface_m2=row.surface_m2,
            equipements=list(row.equipment),
            conditions=row.conditions or None,
            accessible_fauteuil=row.wheelchair,
            depuis=row.starts_on,
            jusqu_au=row.ends_on,
            source=row.source.title if row.record_id else None,
        )


class PlaceSheetOut(PlaceOut):
    """Tout ce qui est connu d'un lieu."""

    services: list[PlaceServiceOut]
    telephone: str | None
    courriel: str | None
    site_web: str | None
    prise_rdv: str | None
    presentation: str | None
    fiche_acces_libre: str | None
    accessible_fauteuil: bool | None = Field(description="null : inconnu")
    horaires_origine: str | None = Field(description="Tels que le producteur les a écrits")
    horaires_a_verifier: str | None = Field(description="Pourquoi ils ne sont pas sûrs")
    sources: list[PlaceSourceOut]
    fiches_reunies: list[ReferenceOut] = Field(
        description="Autres fiches dont quelqu'un a dit qu'elles sont ce lieu ; leurs adresses "
        "mènent ici (308)"
    )
    memes_lieux: list[ReferenceOut] = Field(
        description="Sans doute le même lieu chez d'autres producteurs, sans que personne l'ait dit"
    )
    meme_adresse: list[ReferenceOut] = Field(description="Autres lieux sous le même toit")
    connu_depuis: date
    retire_le: date | None
    dates: str | None = Field(description="« jusqu'au … », en toutes lettres ; null : non dit")
    services_d_autres_dates: list[PlaceServiceOut] = Field(
        description="À venir, terminés, ou entre deux périodes : aucun n'est proposé aujourd'hui"
    )
    fonctions: list[PlaceFunctionOut] = Field(
        description="Dites par le lieu ou son producteur, par date : passées, en cours, à venir"
    )
    fonctions_deduites: list[str] = Field(
        description="Codes de celles que personne n'a dites : sa nature ou ses services les "
        "laissent penser"
    )
    limites: list[PlaceLimitOut] = Field(description="En vigueur")
    espaces: list[PlaceSpaceOut] = Field(description="En service, ou à venir")

    @classmethod
    def from_sheet(cls, sheet: PlaceSheet, said: PlaceSaid) -> "PlaceSheetOut":
        return cls(
            **_common(sheet.card),
            services=[PlaceServiceOut.from_card(card) for card in sheet.services],
            services_d_autres_dates=[PlaceServiceOut.from_card(x) for x in sheet.other_days],
            dates=sheet.dates or None,
            telephone=sheet.telephone or None,
            courriel=sheet.courriel or None,
            site_web=sheet.site_web or None,
            prise_rdv=sheet.prise_rdv or None,
            presentation=sheet.presentation or None,
            fiche_acces_libre=sheet.accessibilite or None,
            accessible_fauteuil=sheet.wheelchair,
            horaires_origine=sheet.horaires_original or None,
            horaires_a_verifier=sheet.horaires_problem or None,
            sources=[PlaceSourceOut.from_card(card) for card in sheet.sources],
            fiches_reunies=[ReferenceOut.from_named(one) for one in sheet.held],
            memes_lieux=[ReferenceOut.from_named(one) for one in sheet.twins],
            meme_adresse=[ReferenceOut.from_named(one) for one in sheet.neighbours],
            connu_depuis=sheet.first_seen_on,
            retire_le=sheet.withdrawn_on,
            fonctions=[PlaceFunctionOut.from_row(row) for row in said.functions],
            fonctions_deduites=list(said.deduced),
            limites=[PlaceLimitOut.from_row(row) for row in said.limits],
            espaces=[PlaceSpaceOut.from_row(row) for row in said.spaces],
        )


class PlaceChangeOut(BaseModel):
    """Le dernier changement d'un lieu."""

    id: str
    change_le: datetime
    nouveau: bool = Field(description="Publié pour la première fois après le curseur donné")
    retire: bool = Field(description="Sorti de sa liste, fermé, ou montré sur une autre fiche")
    remplace_par: str | None = Field(description="La fiche qui le montre, quand il est retiré")
    lieu: PlaceOut | None = Field(description="Tel qu'il est maintenant ; null : retiré")

    @classmethod
    def from_seen(cls, seen: PlaceChangeSeen, card: PlaceCard | None) -> "PlaceChangeOut":
        return cls(
            id=seen.ref,
            change_le=seen.at,
            nouveau=seen.kind == "created",
            retire=seen.kind == "withdrawn",
            remplace_par=seen.replaced_by or None,
            lieu=PlaceOut.from_card(card) if card else None,
        )


class PlaceChangesOut(BaseModel):
    results: list[PlaceChangeOut] = Field(description="Du plus ancien changement au plus récent")
    suivant: str = Field(
        description="À donner en « curseur » pour la suite, tout de suite ou plus tard"
    )
    fini: bool = Field(description="Rien d'autre n'a changé pour l'instant")


def _common(card: PlaceCard) -> dict[str, Any]:
    if card.lon is None or card.lat is None:
        position = "inconnue"
    else:
        position = "commune" if card.is_approximate else "point"
    return {
        "id": card.ref,
        "nom": card.name,
        "nature": card.kind or None,
        "adresse": card.adresse or None,
        "code_postal": card.code_postal or None,
        "commune": card.commune or None,
        "code_insee": card.code_insee or None,
        "lon": card.lon,
        "lat": card.lat,
        "position": position,
        "horaires": card.horaires or None,
        "organisations": [ReferenceOut.from_named(one) for one in card.organisations],
        "besoins": [code for code, _label in card.besoins],
        "itinerant": card.itinerant,
        "date_maj": card.confirmed_on,
        "confirme_par": card.confirmed_by or None,
        "a_reconfirmer": is_old(card.confirmed_on, timezone.localdate()),
        "source": PlaceSourceOut.from_card(card.source),
        "fiction": card.is_fiction,
    }
