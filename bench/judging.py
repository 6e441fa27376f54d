"""What the reference library of the national schema says of rows, where it is installed.

``make bench`` puts it in ``.venv-bench`` where npm is (Debian: ``apt-get install nodejs npm``).
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent / ".venv-bench"
LIBRARY = HOME / "node_modules" / "@gouvfr-anct" / "lieux-de-mediation-numerique"
ABSENT = "bibliothèque de référence absente : make bench l'installe, avec npm"
CHANGED = "relue autrement"
_JUDGE = """
const lib = require(process.argv[1] + "/lib/cjs/index.js");
const rows = JSON.parse(require("fs").readFileSync(process.argv[2]));
console.log(JSON.stringify(rows.map((row) => {
  try {
    const back = lib.toSchemaLieuMediationNumerique(lib.fromSchemaLieuDeMediationNumerique(row));
    const same = Object.keys(row).every((name) => String(back[name]) === String(row[name]));
    return same ? "" : process.argv[3];
  } catch (error) { return error.message || error.constructor.name; }
})));
"""


def is_installed() -> bool:
    return LIBRARY.is_dir() and shutil.which("node") is not None


def faults(rows: Sequence[dict[str, Any]]) -> list[str]:
    """For each row: "" when it is read and given back the same, ``CHANGED``, or what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lieux.json")
        path.write_text(json.dumps(rows), encoding="utf-8")
        command = ["node", "-e", _JUDGE, str(LIBRARY), str(path), CHANGED]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(said.stdout)
    return found
