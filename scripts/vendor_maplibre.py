"""Copy MapLibre GL from its npm package and compress it once, for servers that do not.

    npm pack maplibre-gl@6.17.0
    python scripts/vendor_maplibre.py maplibre-gl-6.17.0.tgz

The two modules are kept as published. Beside each, the same in brotli: a browser that reads it
gets a third less than gzip, and no worker of ours compresses a megabyte at each visit.
"""

import hashlib
import sys
import tarfile
from pathlib import Path

import brotli

FOLDER = Path(__file__).resolve().parent.parent / "src/entrelieux/site/static/site/vendor/maplibre"
PACKAGE_SHA256 = "587807d8d6c99349022e027fa310c16cfaa55392131f6263df080306db6809b0"
TAKEN = {
    "package/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "package/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "package/LICENSE.txt": "maplibre-LICENSE.txt",
}


def main() -> None:
    archive = Path(sys.argv[1])
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != PACKAGE_SHA256:
        raise SystemExit(f"{archive}: sha256 {digest}, expected {PACKAGE_SHA256}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for inside, name in TAKEN.items():
            member = package.extractfile(inside)
            assert member is not None
            content = member.read()
            (FOLDER / name).write_bytes(content)
            if name.endswith(".mjs"):
                packed = brotli.compress(content, quality=11, lgwin=24)
                (FOLDER / f"{name}.br").write_bytes(packed)
    for path in sorted(FOLDER.iterdir()):
        print(path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
