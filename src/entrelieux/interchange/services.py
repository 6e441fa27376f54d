"""Importing files: read, recognise, set aside, adapt, publish in one step, report."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from entrelieux.directory import services as directory
from entrelieux.directory.already import already_said
from entrelieux.directory.drafts import CensusDraft, PublishedCounts
from entrelieux.directory.reading_back import offer_read_back
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.interchange import attaching, extending, formats, gathering, staging
from entrelieux.interchange.adapters import extension, france_services
from entrelieux.interchange.adapters.common import Context
from entrelieux.interchange.communes import Communes
from entrelieux.interchange.gathering import Entry, Gathered, Refusal
from entrelieux.interchange.limits import COMMAND_LINE, Limits, UnusableFileError
from entrelieux.interchange.models import ImportRun
from entrelieux.interchange.reading import Row, Table, open_table
from entrelieux.interchange.report import Issue, Report
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr.schemas.extension import Table as Extension

Progress = Callable[[str, int, int | None], None]
_DATED_NAME = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")
_NO_MORE_FICTION = (
    "Le réseau fictif de démonstration n'est plus montré : il ne se mêle jamais à de vrais lieux."
)
# (path under the folder, day of the data when the file's name does not say it): oldest first.
KNOWN_FILES: tuple[tuple[str, date | None], ...] = (
    ("places/france-services-2022-12-01.csv", None),
    ("places/france-services-2024-08-01.csv", None),
    ("places/adresses-des-bibliotheques-publiques.csv", date(2020, 1, 1)),
    ("places/lieux-mediation-numerique.csv", None),
    ("places/data-inclusion/data-inclusion.json", None),
    ("places/data-inclusion/data-inclusion-services.json", None),
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to import a file.

    format_name: one of ``formats.NAMES``, or ``auto``. published_on: day of the data, when the
    file's name does not hold it. dry_run: compare and report, write nothing. strict: publish
    nothing as soon as one row is refused. owner: see ``Context``.
    """

    format_name: str = "auto"
    published_on: date | None = None
    dry_run: bool = False
    strict: bool = False
    limits: Limits = COMMAND_LINE
    owner: str = ""


def import_file(
    *,
    actor: Viewer,
    path: Path,
    today: date,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Take a file in. Either it is published whole, but for refused rows, or nothing changes.

    Args:
        progress: called with (stage, done, total or None) as the work goes on.

    Raises:
        UnusableFileError: the file cannot be read at all.
    """
    options = options or Options()
    table = open_table(path, options.limits)
    auto = options.format_name == "auto"
    chosen = (
        formats.recognise(table.columns)
        if auto
        else formats.named(options.format_name, table.columns)
    )
    return import_table(
        actor=actor,
        path=path,
        table=table,
        chosen=chosen,
        today=today,
        options=options,
        progress=progress,
    )


def import_table(
    *,
    actor: Viewer,
    path: Path,
    table: Table,
    chosen: formats.Format,
    today: date,
    options: Options,
    progress: Progress | None = None,
) -> Report:
    """As ``import_file``, of a table that is open already, in a format that was chosen."""
    context = Context(
        communes=_communes(),
        today=today,
        published_on=options.published_on or _day_in_name(path.name),
        file_name=path.name,
        owner=options.owner,
    )
    job = _Job(actor, path, table, chosen, context, options, progress or _silent)
    with _without_collector():
        return job.try_out() if options.dry_run else job.carry_out()


def import_known_folder(
    path: Path,
    *,
    actor: Viewer,
    today: date,
    options: Options | None = None,
    progress: Callable[[Path], Progress] | None = None,
    only_new: bool = False,
) -> list[Report]:
    """Import the known files of a data folder, one after the other; those absent are skipped.

    Args:
        path: the folder that holds ``places/``, or ``places`` itself.
        only_new: leave out a file whose very bytes were the last published under its name.
        progress: gives, for each file, what to call as the work goes on.

    Raises:
        UnusableFileError: the folder holds none of them.
    """
    root = path.parent if path.name == "places" else path
    found = [(root / name, day) for name, day in KNOWN_FILES if (root / name).is_file()]
    if not found:
        raise UnusableFileError(
            f"{path} ne contient aucun des fichiers attendus "
            f"({', '.join(name for name, _ in KNOWN_FILES)}).",
            code="introuvable",
        )
    options = options or Options()
    return [
        import_file(
            actor=actor,
            path=file,
            today=today,
            options=replace(options, published_on=day),
            progress=progress(file) if progress else None,
        )
        for file, day in found
        if not (only_new and staging.is_published(file))
    ]


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows by the hundred thousand and no cycles among them: looking for some is a third of the
    time of an import. Memory is still given back as references end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=1)
def _communes() -> Communes:
    return Communes()


def _silent(stage: str, done: int, total: int | None) -> None:
    """Nobody is watching."""


def _day_in_name(name: str) -> date | None:
    """The day of the data, when the file's name holds one."""
    if found := _DATED_NAME.search(name):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return None
    return None


@dataclass(slots=True)
class _Job:
    actor: Viewer
    path: Path
    table: Table
    format: formats.Format
    context: Context
    options: Options
    tell: Progress

    def try_out(self) -> Report:
        entries, refusals = self._adapted(self.table.rows, None)
        gathered, more = self._gathered(entries)
        refusals += more
        counts = directory.preview_offer(
            actor=self.actor, offer=gathered.offer, today=self.context.today
        )
        return self._report(entries, refusals, gathered, counts)

    def carry_out(self) -> Report:
        run = staging.start(self.path, self.format.name)
        try:
            rows = 0
            for rows in staging.stage(run, self.table.rows):
                self.tell("lecture", rows, None)
            entries, refusals = self._adapted(staging.staged(run), rows)
            gathered, more = self._gathered(entries)
            refusals += more
            counts = None
            shows_fiction = offer_is_fiction()
            if not (refusals and self.options.strict):
                counts = directory.publish_offer(
                    actor=self.actor,
                    offer=gathered.offer,
                    cause=f"import {self.path.name}",
                    today=self.context.today,
                    progress=self.tell,
                )
                self.tell("publication", rows, rows)
                if shows_fiction and not offer_is_fiction():
                    self.table.notes.append(_NO_MORE_FICTION)
            report = self._report(entries, refusals, gathered, counts)
        except BaseException:
            staging.finish(run, ImportRun.State.FAILED)
            raise
        staging.finish(
            run,
            ImportRun.State.PUBLISHED if report.published else ImportRun.State.FAILED,
            counts=report.counts(),
            issues=[issue.as_json() for issue in report.issues if issue.kept is None],
        )
        return report

    def _adapted(self, rows: Iterable[Row], total: int | None) -> tuple[list[Entry], list[Refusal]]:
        entries: list[Entry] = []
        refusals: list[Refusal] = []
        names = formats.renaming(self.format, self.table.columns)
        back = {given: name for name, given in names.items() if given != name}
        for done, row in enumerate(rows, 1):
            if row.problem:
                refusals.append(Refusal(row.number, *row.problem))
                continue
            values = {back.get(name, name): value for name, value in row.values.items()}
            result = self.format.adapt(Row(row.number, values), self.context)
            if isinstance(result, Refusal):
                refusals.append(result)
            else:
                entries.append(result)
            if done % 500 == 0:
                self.tell("vérification", done, total)
        return entries, refusals

    def _gathered(self, entries: Sequence[Entry]) -> tuple[Gathered, list[Refusal]]:
        if self.format.table is not None:
            return self._extended(self.format.table, entries)
        if not self.format.holds_services:
            return gathering.gather(entries, self._census()), []
        structures, places = attaching.wanted(entries)
        known = attaching.Structures(
            directory.organisation_names(structures), directory.places_known(places)
        )
        return attaching.attach(entries, known)

    def _extended(
        self, table: Extension, entries: Sequence[Entry]
    ) -> tuple[Gathered, list[Refusal]]:
        source = extension.source_of(table, self.context).slug
        known = extending.known_of(offer_read_back(self.actor), already_said(), table, source)
        return extending.attach(entries, table, known)

    def _census(self) -> tuple[CensusDraft, ...]:
        """A dated list of France services is whole: what it no longer names has left it."""
        if self.format.name != france_services.FAMILY or self.context.published_on is None:
            return ()
        source = france_services.source_of(self.context).slug
        return (CensusDraft(france_services.FAMILY, source),)

    def _report(
        self,
        entries: Sequence[Entry],
        refusals: Sequence[Refusal],
        gathered: Gathered,
        counts: PublishedCounts | None,
    ) -> Report:
        refused = {refusal.row for refusal in refusals}
        taken = [entry for entry in entries if entry.number not in refused]
        mended = sum(bool(entry.mends) or entry.number in gathered.twice for entry in taken)
        report = Report(
            file=self.path.name,
            format=self.format.name,
            accepted=len(taken) - mended,
            mended=mended,
            refused=len(refused),
            published=counts is not None and not self.options.dry_run,
            is_trial=self.options.dry_run,
            notes=tuple(self.table.notes),
            issues=tuple(sorted(self._issues(taken, refusals, gathered), key=lambda one: one.row)),
        )
        if counts is None:
            return report
        created, updated, unchanged = counts.by_kind["record"]
        return replace(
            report,
            created=created,
            updated=updated,
            unchanged=unchanged + len(gathered.twice) + gathered.already,
            older=counts.older,
            withdrawn=counts.withdrawn,
        )

    def _issues(
        self, taken: Sequence[Entry], refusals: Sequence[Refusal], gathered: Gathered
    ) -> Iterator[Issue]:
        for refusal in refusals:
            yield Issue(refusal.row, refusal.field, refusal.found, refusal.expected)
        for entry in taken:
            for mend in entry.mends:
                yield Issue(entry.number, mend.field, mend.found, mend.why, mend.kept)
            if same := gathered.twice.get(entry.number):
                said = "une ligne différente de toutes les autres : gardée une fois"
                yield Issue(entry.number, "ligne", f"même contenu que la ligne {same}", said, "")
