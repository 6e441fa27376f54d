"""Is this installation ready to serve? Each finding says what was looked at and what was found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from entrelieux.directory.catalogue import current_catalogue
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.sending import waiting
from entrelieux.kernel.work import duties, late_duties
from entrelieux.packs.fr import needs, territories
from entrelieux.territories.selectors import communes_table


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: bool
    detail: str


def findings() -> list[Finding]:
    return list(_findings())


def _findings() -> Iterator[Finding]:
    looks: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        ("réglages et routes", _settings),
        ("tables", _migrations),
        ("intégrité de la base", _integrity),
        ("communes", _communes),
        ("besoins", _needs),
        ("offre", _offer),
        ("journal", _journal),
        ("base légale", _legal_basis),
        ("messages", _messages),
        ("tâches régulières", _duties),
    )
    for name, look in looks:
        try:
            ok, detail = look()
        except DatabaseError as error:
            ok, detail = False, f"{' '.join(str(error).split())[:160]} (entrelieux setup ?)"
        except UserError as error:
            ok, detail = False, error.message
        yield Finding(name, ok, detail)


def refuse_faults() -> None:
    """Stop the set-up or the start of a site whose settings or routes are faulty.

    Raises:
        UserError: a route does not say who may use it, or a setting cannot work.
    """
    sound, faults = _settings()
    if not sound:
        raise UserError(f"Le site ne peut pas démarrer : {faults}", code="site-fautif")


def _settings() -> tuple[bool, str]:
    faults = [str(message.msg) for message in run_checks() if message.is_serious()]
    return not faults, " ; ".join(faults) or "rien à signaler"


def _migrations() -> tuple[bool, str]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return False, f"{len(waiting)} migrations à appliquer : entrelieux setup"
    return True, "à jour"


def _integrity() -> tuple[bool, str]:
    if connection.vendor != "sqlite":
        return True, "gardée par le serveur"
    with connection.cursor() as cursor:
        said = cursor.execute("PRAGMA quick_check").fetchall()
        orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
    sound = said == [("ok",)] and not orphans
    return sound, "saine" if sound else f"{said[0][0]}; {len(orphans)} lignes orphelines"


def _communes() -> tuple[bool, str]:
    found, expected = len(communes_table().codes), len(territories.communes())
    return found == expected, f"{found} sur {expected}"


def _needs() -> tuple[bool, str]:
    count = len(needs.load_needs())
    return count > 0, f"{count} besoins"


def _offer() -> tuple[bool, str]:
    catalogue = current_catalogue(timezone.localdate())
    kind = "réseau fictif" if offer_is_fiction() else "lieux réels"
    left = "".join(f" ; à part, {why} : {count}" for why, count in catalogue.left_out.items())
    detail = f"{catalogue.interlocutors} interlocuteurs ({kind}{left})"
    return catalogue.interlocutors > 0, detail


def _journal() -> tuple[bool, str]:
    found = journal.verify()
    if found.broken is not None:
        return False, f"rompu à la ligne {found.broken} : {found.why}"
    return True, f"{found.lines} lignes, la dernière d'empreinte {found.last_digest[:16]}"


def _legal_basis() -> tuple[bool, str]:
    """Told, and not a fault: a site without any follow-up has none to declare."""
    said = (
        settings.LEGAL_BASIS or "non déclarée : ENTRELIEUX_LEGAL_BASIS, avant d'ouvrir des suivis"
    )
    return True, said


def _messages() -> tuple[bool, str]:
    found = waiting(timezone.now())
    if found.late_since:
        since = timezone.localtime(found.late_since)
        return False, f"{found.due} en retard depuis le {since:%d/%m/%Y à %H:%M} : entrelieux work"
    if found.given_up:
        return False, f"{found.given_up} abandonnés : {' ; '.join(found.problems)}"
    return True, f"{found.due} à envoyer" if found.due else "rien en attente"


def _duties() -> tuple[bool, str]:
    faults = list(late_duties(timezone.now()))
    return not faults, " ; ".join(faults) or f"{len(duties())} tenues par entrelieux work"
