"""Make ``.venv`` and put the locked versions in it: ``run`` to serve, ``dev`` to test as well."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
LEAST = (3, 11)


def main(which: str) -> int:
    if sys.version_info < LEAST:
        found, expected = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, LEAST))
        print(f"Python {found} trouvé, {expected} au moins attendu : make PYTHON=python3.11 …")
        return 2
    if not (HOME / "bin" / "python").exists():
        print("Environnement .venv…", flush=True)
        venv.create(HOME, with_pip=True)
    print(f"Bibliothèques ({which})… une à deux minutes la première fois.", flush=True)
    pip = [str(HOME / "bin" / "python"), "-m", "pip", "--quiet", "install"]
    lock = ROOT / "requirements" / f"{which}.txt"
    for step in (
        [*pip, "--require-hashes", "--no-deps", "-r", str(lock)],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ):
        done = subprocess.run(step, check=False)
        if done.returncode:
            print("L'installation n'a pas abouti ; le message ci-dessus dit pourquoi.")
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
