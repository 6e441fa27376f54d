"""Which format is a table in? Told by its columns, never by its name."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from entrelieux.engine.language import fold
from entrelieux.interchange.adapters import (
    bibliotheques,
    data_inclusion_v0,
    data_inclusion_v1,
    extension,
    france_services,
    mediation,
    tiers_lieux,
)
from entrelieux.interchange.adapters.common import Adapted, Context
from entrelieux.interchange.limits import UnusableFileError
from entrelieux.interchange.reading import Row
from entrelieux.packs.fr.schemas.extension import Table, tables


@dataclass(frozen=True, slots=True)
class Format:
    """needed: columns without which it is not this format. telling: one of these is enough.

    holds_services: rows are services of structures imported before, not places.
    table: of our own extension; rows hang on places and services imported before.
    """

    name: str
    label: str
    adapt: Callable[[Row, Context], Adapted]
    needed: frozenset[str]
    telling: frozenset[str]
    columns: frozenset[str]
    holds_services: bool = False
    table: Table | None = None


def _format(
    name: str,
    label: str,
    adapt: Callable[[Row, Context], Adapted],
    needed: str,
    telling: str,
    others: str = "",
    *,
    holds_services: bool = False,
) -> Format:
    must, one_of = frozenset(needed.split()), frozenset(telling.split())
    every = must | one_of | frozenset(others.split())
    return Format(name, label, adapt, must, one_of, every, holds_services)


def _extension(table: Table) -> Format:
    needed = frozenset(column.name for column in table.columns if column.required)
    every = frozenset(column.name for column in table.columns)
    adapt = partial(extension.adapt, table)
    return Format(table.identifier, table.title, adapt, needed, needed, every, table=table)


_WHERE = "commune code_postal code_insee adresse complement_adresse latitude longitude"
_DAYS = "h_lundi h_mardi h_mercredi h_jeudi h_vendredi h_samedi"
FORMATS = (
    _format(
        "france-services",
        "France services",
        france_services.adapt,
        "id_fs lib_fs",
        "insee_com lib_com h_lundi format_fs",
        "insee_dep adresse complement_adresse code_postal latitude longitude mail telephone "
        f"{_DAYS} prise_rdv commentaire type_fs groupe_fs labellisation_fs itinerance groupe "
        "labellisation",
    ),
    _format(
        "bibliotheques",
        "bibliothèques publiques",
        bibliotheques.adapt,
        "code_bib Libelle1",
        "coordonnees_finales INSEE Ville",
        "Libelle2 Localisation voie CP CEDEXB DEPT coordonnees_ban coordonnees_insee code_ua "
        "Statut surface type_adresse amplitude_horaire pop_com",
    ),
    _format(
        "tiers-lieux",
        "tiers-lieux de plusieurs régions",
        tiers_lieux.adapt,
        "nom type source",
        "materiels porteur statut",
        "adresse code_postal commune lat lon horaires services labels site code_insee departement "
        "region epci",
    ),
    _format(
        "fablabs-bretagne",
        "fablabs et tiers-lieux de Bretagne",
        tiers_lieux.adapt_breton,
        "id name structure",
        "cp ville organisation",
        "adresse web twitter mastodon instagram facebook email tel rss latitude longitude",
    ),
    _format(
        "commune-mesure",
        "un lieu de Commune Mesure",
        tiers_lieux.adapt_measured,
        "name address blocs",
        "badges tags iris_code",
        "status publish reseaux_sociaux evenements",
    ),
    _format(
        "data-inclusion-v1-services",
        "services data·inclusion v1",
        data_inclusion_v1.adapt_service,
        "id structure_id source nom description",
        "type frais publics mobilisable_par modes_mobilisation zone_eligibilite date_maj",
        f"{_WHERE} thematiques modes_accueil lien_source lien_mobilisation horaires_accueil "
        "frais_precisions publics_precisions conditions_acces telephone courriel "
        "contact_nom_prenom mobilisation_precisions volume_horaire_hebdomadaire nombre_semaines",
        holds_services=True,
    ),
    _format(
        "data-inclusion-v0-services",
        "services data·inclusion v0",
        data_inclusion_v0.adapt_service,
        "id structure_id source nom",
        "types profils presentation_resume frais_autres zone_diffusion_type",
        f"{_WHERE} thematiques frais prise_rdv presentation_detail modes_accueil pre_requis "
        "justificatifs zone_diffusion_code telephone courriel date_maj contact_nom_prenom",
        holds_services=True,
    ),
    _format(
        "data-inclusion-v1-structures",
        "structures data·inclusion v1",
        data_inclusion_v1.adapt_structure,
        "id source nom",
        "reseaux_porteurs horaires_accueil accessibilite_lieu",
        f"{_WHERE} siret date_maj description lien_source telephone courriel site_web",
    ),
    _format(
        "data-inclusion-v0-structures",
        "structures data·inclusion v0",
        data_inclusion_v0.adapt_structure,
        "id source nom",
        "labels_nationaux publics_accueillis conditions_acces antenne horaires_ouverture "
        "labels_autres courriel",
        f"{_WHERE} pivot siret typologie services telephone site_web thematiques "
        "presentation_resume presentation_detail date_maj horaires prise_rdv "
        "modalites_accompagnement lien_source accessibilite",
    ),
    _format(
        "mediation",
        "lieux de médiation numérique",
        mediation.adapt,
        "nom",
        "pivot typologie services frais_a_charge publics_specifiquement_adresses "
        "dispositif_programmes_nationaux modalites_accompagnement courriels fiche_acces_libre",
        f"id {_WHERE} telephone site_web horaires presentation_resume presentation_detail source "
        "itinerance structure_parente date_maj prise_en_charge_specifique formations_labels "
        "autres_formations_labels modalites_acces prise_rdv",
    ),
    *map(_extension, tables().values()),
)
NAMES = tuple(one.name for one in FORMATS)
_ENOUGH = 4


def named(name: str, columns: Iterable[str]) -> Format:
    """The format that the person asked for, if the table has what it needs."""
    chosen = next(one for one in FORMATS if one.name == name)
    absent = chosen.needed - renaming(chosen, columns).keys()
    if absent:
        raise UnusableFileError(
            f"Pour le format « {name} », il manque la colonne « {min(absent)} ».",
            code="format-inconnu",
        )
    return chosen


def recognise(columns: Iterable[str]) -> Format:
    """The format of a table with these columns.

    Raises:
        UnusableFileError: no format fits; it says which comes nearest and what it lacks.
    """
    given = tuple(columns)
    known = {one.name: renaming(one, given) for one in FORMATS}
    fitting = [
        one
        for one in FORMATS
        if one.needed <= known[one.name].keys()
        and one.telling & known[one.name].keys()
        and (one.table or len(known[one.name]) >= min(_ENOUGH, len(one.columns)))
    ]
    if fitting:
        return max(fitting, key=lambda one: (len(known[one.name]), -FORMATS.index(one)))
    nearest = max(FORMATS, key=lambda one: len(known[one.name]))
    lacking = ", ".join(sorted(nearest.needed - known[nearest.name].keys())[:5])
    shown = ", ".join(column[:40] for column in given[:8])
    said = f"Colonnes trouvées : {shown}{'…' if len(given) > 8 else ''}."
    if known[nearest.name] and lacking:
        said += f" Le plus proche est « {nearest.label} », mais il manque : {lacking}."
    raise UnusableFileError(
        f"Format non reconnu. {said} Formats lus : {', '.join(NAMES)}.", code="format-inconnu"
    )


def renaming(one: Format, columns: Iterable[str]) -> dict[str, str]:
    """Column of the format -> column of the table that means it, whatever its case and accents."""
    given = {_key(column): column for column in columns}
    return {column: given[key] for column in one.columns if (key := _key(column)) in given}


def _key(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(column)).strip("_")
