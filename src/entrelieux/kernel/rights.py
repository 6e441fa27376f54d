"""What is kept of somebody: given to them, erased for them, or erased by time.

Everything here is derived from the declarations of `kernel.privacy`: no app writes an export, an
erasure or a retention of its own, and what is kept outside the database says how in an `Apart`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Field, ForeignKey, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.privacy import Declaration, Kept, Then, declarations
from entrelieux.kernel.viewer import Viewer

Identifiers = dict[str, set[str]]
MOST_STEPS = 10
HIDDEN = "(gardé secret : ouvre une porte)"


class NobodyFoundError(UserError):
    code = "personne-introuvable"
    status = 404


@dataclass(frozen=True, slots=True)
class Apart:
    """What is kept outside the declared models, and how each right is served there.

    due, forget: how many are past their time, and erase them.
    """

    name: str
    export: Callable[[Identifiers], list[dict[str, Any]]] = lambda _ids: []
    erase: Callable[[Identifiers], int] = lambda _ids: 0
    due: Callable[[datetime], int] = lambda _now: 0
    forget: Callable[[datetime], int] = lambda _now: 0


@dataclass(frozen=True, slots=True)
class Line:
    """what: the model or store. then: what is, or would be, done to ``rows`` rows."""

    what: str
    rows: int
    then: str
    code: str = ""


_aparts: dict[str, Apart] = {}


def apart(store: Apart) -> None:
    _aparts[store.name] = store


def subject(*, suivi: str = "", compte: int = 0) -> Identifiers:
    """What leads to somebody at the start.

    Raises:
        NobodyFoundError: no row bears this reference.
    """
    ids: Identifiers = {"suivi": {suivi}} if suivi else {"compte": {str(compte)}}
    if not any(_rows(model, one, ids).exists() for model, one in _reaching(ids)):
        raise NobodyFoundError(
            _("Rien n'est gardé sous cette référence. Vérifiez-la : elle est peut-être effacée.")
        )
    return _followed(ids)


def account_of(email: str) -> int:
    """The key of the account that signs in with ``email``, or whose name in the site it is.

    Raises:
        NobodyFoundError: none, or more than one.
    """
    from django.contrib.auth import get_user_model

    accounts = get_user_model()._default_manager
    found = list(accounts.filter(email__iexact=email)) or list(accounts.filter(username=email))
    if len(found) != 1:
        raise NobodyFoundError(
            _("%(count)d compte(s) répondent à ce courriel. Il en faut un : vérifiez-le.")
            % {"count": len(found)}
        )
    return int(found[0].pk)


def export(ids: Identifiers) -> dict[str, Any]:
    """Everything kept of somebody, with why, for how long and on what basis (RGPD, art. 15)."""
    kept, acted = [], []
    for model, one in sorted(_reaching(ids), key=lambda found: found[0]._meta.label):
        rows = list(_rows(model, one, ids).order_by("pk"))
        if rows:
            kept.append(_told(model, one, rows))
    for model, name, found in _acting(ids):
        label = str(model._meta.verbose_name)
        acted += [
            {"quoi": label, "en_tant_que": _label(model, name), "ligne": _reference(row)}
            for row in found.order_by("pk")
        ]
    others = {name: told for name, store in _aparts.items() if (told := store.export(ids))}
    return {
        "base_legale": settings.LEGAL_BASIS or None,
        "donnees": kept,
        "a_agi": acted,
        "a_part": others,
    }


def erase(ids: Identifiers, *, actor: Viewer, apply: bool) -> list[Line]:
    """Erase what is kept of somebody; without ``apply``, only tell. Erasing twice is harmless.

    In one transaction and one line of the journal; what lives outside the database goes after.
    """
    lines: list[Line] = []
    with transaction.atomic():
        for model, name, found in _acting(ids):
            if count := found.count():
                label = f"{model._meta.verbose_name} : {_label(model, name)}"
                lines.append(Line(label, count, "le nom de qui a agi est retiré"))
                if apply:
                    found.update(**{name: None})
        reached = [(model, one, _rows(model, one, ids)) for model, one in _reaching(ids)]
        # Counted before anything goes: a row takes others along.
        counts = [(model, one, rows, rows.count()) for model, one, rows in reached]
        if apply:
            _tell_before(reached)
        for model, one, rows, count in counts:
            if count:
                lines.append(_erasing(model, one, count))
                if apply:
                    _erase_rows(model, one, rows)
        if apply and lines:
            journal.record(actor, "personne.effacée", named(ids), rows=sum(x.rows for x in lines))
    for store in _aparts.values():
        count = store.erase(ids) if apply else len(store.export(ids))
        if count:
            lines.append(Line(store.name, count, Then.DELETE))
    return lines


def retain(*, actor: Viewer, now: datetime, apply: bool) -> list[Line]:
    """Do what time asks of each model; without ``apply``, only tell. Nothing due writes nothing."""
    lines: list[Line] = []
    for model, declaration in _declarations():
        for kept, fields in _clocks(declaration):
            due = _due(model, kept, fields, now)
            if not (count := due.count()):
                continue
            lines.append(Line(str(model._meta.verbose_name), count, kept.then, kept.code))
            if apply and kept.run is not None:
                kept.run(now)
            elif apply:
                _apply(actor, model, kept, due, fields)
    for store in _aparts.values():
        if count := store.due(now):
            lines.append(Line(store.name, count, Then.DELETE, store.name))
            if apply:
                store.forget(now)
    return lines


def retain_now(now: datetime) -> None:
    """The duty of the worker."""
    from entrelieux.kernel.viewer import OPERATOR

    journal.seal(actor=OPERATOR, now=now)
    retain(actor=OPERATOR, now=now, apply=True)


def _followed(ids: Identifiers) -> Identifiers:
    """Identifiers that rows found give in turn, until nothing new comes."""
    found = {kind: set(values) for kind, values in ids.items()}
    for _step in range(MOST_STEPS):
        before = {kind: len(values) for kind, values in found.items()}
        for model, one in _reaching(found):
            assert one.reach is not None
            for kind, name in one.reach.gives.items():
                values = _rows(model, one, found).values_list(name, flat=True)
                found.setdefault(kind, set()).update(str(value) for value in values if value)
        if before == {kind: len(values) for kind, values in found.items()}:
            break
    found["acteur"] = {f"{w}:{n}" for n in found.get("compte", ()) for w in ("compte", "opérateur")}
    found["objet"] = {
        f"{kind}:{value}"
        for kind, values in found.items()
        if kind not in {"acteur", "courriel", "objet"}
        for value in values
    }
    return found


def _declarations() -> Iterator[tuple[type[Model], Declaration]]:
    """In the order of their names: a report, and the locks it takes, never change order."""
    found = declarations()
    for model in sorted(found, key=lambda model: model._meta.label):
        yield model, found[model]


def _reaching(ids: Identifiers) -> Iterator[tuple[type[Model], Declaration]]:
    for model, one in _declarations():
        if one.reach is not None and set(one.reach.by) & set(ids):
            yield model, one


def _rows(model: type[Model], one: Declaration, ids: Identifiers) -> QuerySet[Model]:
    assert one.reach is not None
    found = Q(pk__in=())
    for kind, path in one.reach.by.items():
        values = sorted(ids.get(kind, ()))
        if isinstance(path, str):
            found |= Q(**{f"{path}__in": values})
        else:
            lookup, template = path
            for value in values:
                found |= Q(**{lookup: template.format(value)})
    return model._default_manager.filter(found)


def _acting(ids: Identifiers) -> Iterator[tuple[type[Model], str, QuerySet[Model]]]:
    accounts = sorted(ids.get("compte", ()))
    if not accounts:
        return
    for model, one in _declarations():
        for name in one.reach.names if one.reach else ():
            yield model, name, model._default_manager.filter(**{f"{name}__in": accounts})


def _told(model: type[Model], one: Declaration, rows: list[Model]) -> dict[str, Any]:
    return {
        "quoi": str(model._meta.verbose_name),
        "lignes": [_values(one, row) for row in rows],
        "champs": {
            name: {
                "intitule": _label(model, name),
                "pourquoi": personal.purpose,
                "combien_de_temps": personal.retention,
                "base": str(personal.basis),
            }
            for name, personal in one.fields.items()
        },
    }


def _values(one: Declaration, row: Model) -> dict[str, Any]:
    """A whole row: what no declaration names speaks of the person too, by being in it."""
    told = {}
    for column in row._meta.concrete_fields:
        personal = one.fields.get(column.name)
        value = column.value_from_object(row)
        told[column.name] = HIDDEN if personal and personal.secret and value else value
    return told


def _reference(row: Model) -> str:
    return str(getattr(row, "ref", "") or row.pk)


def _label(model: type[Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def named(ids: Identifiers) -> str:
    """How the journal calls them: an opaque reference."""
    for kind in ("suivi", "compte"):
        if values := sorted(ids.get(kind, ())):
            return f"{kind}:{values[0]}"
    return ""


def _erasing(model: type[Model], one: Declaration, count: int) -> Line:
    assert one.reach is not None
    then = str(one.reach.erase or f"reste : {one.reach.stays}")
    return Line(str(model._meta.verbose_name), count, then)


def _tell_before(reached: list[tuple[type[Model], Declaration, QuerySet[Model]]]) -> None:
    for _model, one, rows in reached:
        if one.reach is not None and one.reach.leaving is not None:
            one.reach.leaving(rows)


def _erase_rows(model: type[Model], one: Declaration, rows: QuerySet[Model]) -> None:
    assert one.reach is not None
    if one.reach.erase is Then.DELETE:
        rows.delete()
    elif one.reach.erase is Then.EMPTY:
        rest = [name for name in one.fields if name not in one.reach.names]
        rows.update(**_empty(model, list(one.reach.empties) or rest))


def _empty(model: type[Model], names: list[str]) -> dict[str, Any]:
    return {name: _nothing(model._meta.get_field(name)) for name in names}


def _nothing(column: Any) -> Any:
    """What a field holds when it holds nothing."""
    if isinstance(column, Field) and column.null:
        return None
    default = column.get_default()
    return "" if default is None else default


def _clocks(one: Declaration) -> list[tuple[Kept, list[str]]]:
    """The rules of a model that time runs, each with the fields that follow it."""
    by_code: dict[str, tuple[Kept, list[str]]] = {}
    for name, personal in one.fields.items():
        if personal.kept is not None and personal.kept.since:
            by_code.setdefault(personal.kept.code, (personal.kept, []))[1].append(name)
    return list(by_code.values())


def _due(model: type[Model], kept: Kept, fields: list[str], now: datetime) -> QuerySet[Model]:
    over = Q(pk__in=())
    for name in kept.since:
        over |= Q(**{f"{name}__lt": _limit(model, name, kept.days, now)})
    rows = model._default_manager.filter(kept.where, over)
    if kept.then is Then.EMPTY:
        rows = rows.exclude(**_empty(model, fields))
    return rows


def _limit(model: type[Model], path: str, days: int, now: datetime) -> date | datetime:
    column: Any = None
    inside: Any = model
    for name in path.split("__"):
        column = inside._meta.get_field(name)
        inside = column.related_model if isinstance(column, ForeignKey) else inside
    if isinstance(column, DateTimeField):
        return now - timedelta(days=days)
    return timezone.localdate(now) - timedelta(days=days)


def _apply(
    actor: Viewer, model: type[Model], kept: Kept, due: QuerySet[Model], fields: list[str]
) -> None:
    with transaction.atomic():
        is_whole = kept.then is Then.DELETE
        rows = due.delete()[0] if is_whole else due.update(**_empty(model, fields))
        if rows:
            journal.record(actor, "conservation.appliquée", kept.code, rows=rows)


def names_of(accounts: set[int]) -> Mapping[int, str]:
    """Names of accounts, for whoever is asked by a person who it was."""
    from django.contrib.auth import get_user_model

    found = get_user_model()._default_manager.filter(pk__in=accounts)
    return {user.pk: user.get_full_name() or user.get_username() for user in found}
