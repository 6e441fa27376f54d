"""Import a file with its own columns: what is proposed, or what was saved, stands for a person."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from entrelieux.engine.records.columns.model import Proposal, Use, Way
from entrelieux.engine.records.columns.proposing import propose
from entrelieux.interchange import services
from entrelieux.interchange.adapters import mediation
from entrelieux.interchange.adapters.common import Adapted, Context, refuse
from entrelieux.interchange.formats import Format
from entrelieux.interchange.gathering import Entry
from entrelieux.interchange.guessing import saved
from entrelieux.interchange.guessing.knowledge import knowledge
from entrelieux.interchange.guessing.mapping import (
    Correspondence,
    MappingError,
    from_proposals,
    is_doubtful,
)
from entrelieux.interchange.guessing.opening import Opened, open_file
from entrelieux.interchange.guessing.translating import Translator
from entrelieux.interchange.limits import UnusableFileError
from entrelieux.interchange.mending import storable
from entrelieux.interchange.reading import Row, Table
from entrelieux.interchange.report import Issue, Report
from entrelieux.kernel.viewer import Viewer

FORMAT = "correspondance"
Reaches = Callable[[str], bool]


def proposals_for(opened: Opened) -> dict[str, Proposal]:
    """What each column of a file seems to be."""
    return propose(opened.table, knowledge())


@dataclass(frozen=True, slots=True)
class Wanted:
    """mapping: name of the saved one to use; "" for the proposals. save_as: name to keep it by.

    source: who produced the file, when no column says it.
    """

    mapping: str = ""
    save_as: str = ""
    source: str = ""


def import_guessed(
    *,
    actor: Viewer,
    path: Path,
    today: date,
    options: services.Options | None = None,
    wanted: Wanted | None = None,
    progress: services.Progress | None = None,
) -> Report:
    """Take a file in through its proposals, or through a saved mapping.

    Raises:
        UnusableFileError: the file cannot be read, or no column is the name of the places.
        MappingError: no saved mapping has this name.
    """
    options, wanted = options or services.Options(), wanted or Wanted()
    opened = open_file(path, options.limits)
    proposals = proposals_for(opened)
    mapping = _chosen(opened, proposals, wanted)
    report = import_mapped(
        actor=actor,
        opened=opened,
        mapping=mapping,
        today=today,
        options=options,
        progress=progress,
    )
    if wanted.save_as and not options.dry_run:
        saved.save(actor=actor, name=wanted.save_as, columns=opened.columns, mapping=mapping)
    return replace(report, issues=(*column_issues(opened, proposals, mapping), *report.issues))


def _chosen(opened: Opened, proposals: Mapping[str, Proposal], wanted: Wanted) -> Correspondence:
    proposed = from_proposals(proposals.values())
    mapping = saved.named(wanted.mapping) if wanted.mapping else proposed
    if absent := [title for title in mapping.uses if title not in opened.columns]:
        raise MappingError(
            f"La correspondance « {wanted.mapping} » attend la colonne « {absent[0][:60]} », "
            "absente de ce fichier. Essayez sans --mapping."
        )
    return replace(mapping, source=wanted.source or mapping.source)


def import_mapped(
    *,
    actor: Viewer,
    opened: Opened,
    mapping: Correspondence,
    today: date,
    options: services.Options,
    progress: services.Progress | None = None,
    reaches: Reaches | None = None,
) -> Report:
    """Take in a file that was read, through a mapping that somebody chose.

    reaches: whether the actor may publish in a commune (its code); None for everywhere.
    """
    require_names(opened, mapping)
    translator = Translator(mapping, knowledge(), mapping.source or opened.path.stem)
    chosen = Format(
        FORMAT,
        "colonnes du producteur",
        _Adapter(translator, reaches),
        frozenset(),
        frozenset(),
        frozenset(),
    )
    notes = [*opened.notes, *_notes(opened, mapping)]
    table = Table(opened.shape, opened.columns, iter(opened.rows), notes)
    return services.import_table(
        actor=actor,
        path=opened.path,
        table=table,
        chosen=chosen,
        today=today,
        options=options,
        progress=progress,
    )


def require_names(opened: Opened, mapping: Correspondence) -> None:
    """Refuse a mapping that would make places without names."""
    if "nom" not in mapping.fields:
        shown = ", ".join(column[:40] for column in opened.columns[:8])
        raise UnusableFileError(
            f"Aucune colonne n'est le nom des lieux. Colonnes trouvées : {shown}"
            f"{'…' if len(opened.columns) > 8 else ''}. Donnez à l'une un titre comme « nom », "
            "ou choisissez-la à la main dans la page « Échanges ».",
            code="colonnes-inconnues",
        )


@dataclass(frozen=True, slots=True)
class _Adapter:
    """What a row becomes: translated, then read by the adapter of the national schema."""

    translator: Translator
    reaches: Reaches | None = None

    def __call__(self, row: Row, context: Context) -> Adapted:
        translated = self.translator.row(row.values)
        result = mediation.adapt(Row(row.number, dict(translated.values)), context)
        if isinstance(result, Entry):
            spot = result.place
            if self.reaches and (spot is None or not self.reaches(spot.code_insee)):
                where = spot.commune if spot else ""
                return refuse(row.number, "commune", where, "une commune de votre territoire")
            # Nobody has stated a licence; the day is that of the whole list, when it is known.
            result.source = replace(result.source, licence="", published_on=context.published_on)
            result.mends[:0] = translated.mends
            result.original = {
                name: storable(value)
                for name, value in row.values.items()
                if value is not None and value not in ("", [])
            }
        return result


def column_issues(
    opened: Opened, proposals: Mapping[str, Proposal], mapping: Correspondence
) -> Iterator[Issue]:
    """What a person should look at before the rows: row 0 is the whole column."""
    for title, proposal in proposals.items():
        examples = opened.examples(title)
        use = mapping.uses.get(title)
        found = " ; ".join(text[:60] for text in examples)
        if use is None and examples:
            why = f"colonne laissée de côté : {'. '.join(proposal.reasons)}"
            yield Issue(0, title, found, why, "")
        elif use is not None and use == proposal.use and is_doubtful(proposal):
            why = f"colonne à vérifier ({round(100 * proposal.confidence)} %) : "
            yield Issue(0, title, found, why + " ; ".join(proposal.reasons), said(use))


def said(use: Use) -> str:
    """A use in few words: the field, and how the cells make it."""
    ways = {
        Way.SPARE: " (si vide)",
        Way.POINT: " et longitude, ensemble",
        Way.NUMBER: " (numéro dans la voie)",
        Way.YES: f" : « {use.detail} »",
        Way.DAY: f" ({use.detail})",
    }
    return use.field + ways.get(use.way, "")


def _notes(opened: Opened, mapping: Correspondence) -> Iterator[str]:
    filled = [title for title in opened.columns if opened.examples(title)]
    aside = [title for title in filled if title not in mapping.uses]
    yield f"{len(filled) - len(aside)} colonnes sur {len(filled)} sont reprises."
    if aside:
        shown = ", ".join(f"« {title[:40]} »" for title in aside[:6])
        yield f"Laissées de côté : {shown}{'…' if len(aside) > 6 else ''}."
    if empty := len(opened.columns) - len(filled):
        yield f"{empty} colonnes vides."
