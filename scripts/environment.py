"""Make ``.venv`` and put the locked versions in it: ``run`` to serve, ``dev`` to test as well.

``bench`` makes ``.venv-bench``: locust stays apart, because it changes pytest and the sockets of
whatever is installed with it. Where npm is, the reference library of the national schema goes there
too, at the version and with the hash of ``requirements/npm``.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = (3, 11)


def main(which: str) -> int:
    if sys.version_info < LEAST:
        found, expected = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, LEAST))
        print(f"Python {found} trouvé, {expected} au moins attendu : make PYTHON=python3.11 …")
        return 2
    home = ROOT / (".venv-bench" if which == "bench" else ".venv")
    if not (home / "bin" / "python").exists():
        print(f"Environnement {home.name}…", flush=True)
        venv.create(home, with_pip=True)
    print(f"Bibliothèques ({which})… une à deux minutes la première fois.", flush=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--quiet", "install"]
    lock = ROOT / "requirements" / f"{which}.txt"
    steps = [[*pip, "--require-hashes", "--no-deps", "-r", str(lock)]]
    if which != "bench":
        steps.append([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    for step in steps:
        done = subprocess.run(step, check=False)
        if done.returncode:
            print("L'installation n'a pas abouti ; le message ci-dessus dit pourquoi.")
            return done.returncode
    return _reference_library(home) if which == "bench" else 0


def _reference_library(home: Path) -> int:
    if shutil.which("npm") is None:
        print("npm manque : la bibliothèque de référence du schéma national ne sera pas mesurée.")
        return 0
    for lock in (ROOT / "requirements" / "npm").glob("*.json"):
        shutil.copy(lock, home)
    return subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--silent"], cwd=home, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
