"""Make ``.venv`` and put the locked versions in it: ``run`` to serve, ``dev`` to test as well.

``bench`` makes ``.venv-bench``: locust stays apart, because it changes pytest and the sockets of
whatever is installed with it.
"""

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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
