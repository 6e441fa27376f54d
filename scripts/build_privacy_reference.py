#!/usr/bin/env python3
"""Writes the table of docs/reference/donnees-personnelles.md from what the models declare.

python scripts/build_privacy_reference.py
"""

import os
import re
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "donnees-personnelles.md"
TABLE = re.compile(r"^\| ce qui est gardé \|.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
    django.setup()
    from django.utils import translation

    from entrelieux.kernel.privacy import reference_table

    page = PAGE.read_text(encoding="utf-8")
    with translation.override("fr"):
        table = reference_table().rstrip("\n")
    PAGE.write_text(TABLE.sub(lambda _: table, page, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
