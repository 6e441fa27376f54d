#!/usr/bin/env python3
"""Brings the English catalogue up to date with the French texts of the code and the templates.

    python scripts/build_catalogue.py [--check]

Extracts msgids (French), keeps the translations already written, drops those no longer asked for,
lists what has none, and compiles ``django.mo``. ``--check`` writes nothing. Exit code: 0 up to date
and complete, 1 otherwise. Needs the development environment (babel); no gettext tool.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "entrelieux"
FOLDER = SOURCE / "site" / "locale" / "en" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"
FIRST = datetime(2026, 11, 23, tzinfo=UTC)
"""The dates of the header never move: a catalogue changes when its texts do."""
HEADER = """\
# English texts of Entrelieux; msgids are French.
# Kept up to date by scripts/build_catalogue.py. AGPL-3.0-or-later."""
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""For each function: which arguments are msgids, and which is a context; None: the first is."""
Found = tuple[str, str | tuple[str, ...], str | None]


class Plain(Catalog):
    """Without the tool's version: another babel writes the same file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [(name, text) for name, text in super().mime_headers if name != "Generated-By"]


def msgids() -> Iterator[Found]:
    """(file, msgid or its singular and plural, context) of each text asked for, in file order."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        for msgid, context in of_python(text) if path.suffix == ".py" else of_template(text):
            yield name, msgid, context


def of_python(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Texts of calls written out in full, those inside f-strings included."""
    calls = [node for node in ast.walk(ast.parse(text)) if _function(node) in KEYWORDS]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        said = [a.value for a in call.args if isinstance(a, ast.Constant)]
        where = KEYWORDS[_function(call)] or (1,)
        context = said.pop(0) if isinstance(where[0], tuple) and said else None
        count = sum(isinstance(place, int) for place in where)
        if len(said) >= count and all(isinstance(s, str) for s in said[:count]):
            yield (said[0] if count == 1 else tuple(said[:count])), context


def _function(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def of_template(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """What is not a text is blotted out by Django; indentation left in would be Python's."""
    if not settings.configured:
        settings.configure()
    lines = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _line, msgid, _comments, context in extract("python", BytesIO(lines.encode()), KEYWORDS):
        yield msgid, context


def updated(written: Catalog) -> Catalog:
    """The catalogue of today's msgids, with the translations of ``written``."""
    catalogue = Plain(
        locale="en",
        domain="django",
        project="Entrelieux",
        version="0",
        copyright_holder="Entrelieux",
        header_comment=HEADER,
        creation_date=FIRST,
        revision_date=FIRST,
        last_translator="Entrelieux",
        language_team="Entrelieux",
        msgid_bugs_address="-",
        fuzzy=False,
    )
    for file, msgid, context in msgids():
        known = written.get(msgid if isinstance(msgid, str) else msgid[0], context)
        catalogue.add(msgid, _kept(known, msgid), locations=[(file, 1)], context=context)
    return catalogue


def _kept(known: Message | None, msgid: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """What was written for this msgid, unless one has a plural and not the other."""
    empty: str | tuple[str, ...] = "" if isinstance(msgid, str) else ("", "")
    if known is None or isinstance(known.string, str) is not isinstance(msgid, str):
        return empty
    return known.string


def read() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", domain="django")
    return read_po(BytesIO(PO.read_bytes()), locale="en", domain="django")


def po_of(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalogue, width=100, include_lineno=False, sort_by_file=True)
    return file.getvalue()


def mo_of(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and not _is_whole(message)]


def _is_whole(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only say")
    options = parser.parse_args()
    catalogue = updated(read())
    po, mo = po_of(catalogue), mo_of(catalogue)
    current = PO.exists() and PO.read_bytes() == po and MO.exists() and MO.read_bytes() == mo
    if not options.check:
        FOLDER.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po)
        MO.write_bytes(mo)
    missing = untranslated(catalogue)
    said = StringIO()
    for message in missing:
        print(f"no English: {message.id!r} ({message.locations[0][0]})", file=said)
    print(said.getvalue(), end="")
    print(f"{len(catalogue)} texts, {len(missing)} without English.", file=sys.stderr)
    if options.check and not current:
        print("The catalogue is behind its sources: run this script.", file=sys.stderr)
    return 1 if missing or (options.check and not current) else 0


if __name__ == "__main__":
    sys.exit(main())
