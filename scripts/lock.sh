#!/bin/sh
# Lock every dependency with the hashes of its files, naming no index and no host.
# Needs « uv » on the path; the versions of tools that run only here are locked as well.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1; shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links --output-file "$out" "$@" >/dev/null
}
lock requirements/run.txt pyproject.toml requirements/build.in --extra roads
lock requirements/dev.txt pyproject.toml requirements/build.in requirements/dev.in --extra postgres --extra roads \
    --constraint requirements/run.txt
lock requirements/bench.txt requirements/bench.in
