"""The list of invented organisations, as a table for ``docs/reference/reseau-fictif.md``.

``python -m entrelieux.packs.fr.demo.reference`` prints it.
"""

import sys

from entrelieux.packs.fr.demo.loader import load_demo
from entrelieux.packs.fr.demo.model import DemoNetwork


def organisations_table(network: DemoNetwork) -> str:
    """A Markdown table: each organisation, its kind, the villages where one meets it."""
    bourg_of = {place.key: place.bourg.name for place in network.places}
    hosts: dict[str, set[str]] = {service.key: set() for service in network.services}
    for service in network.services:
        if service.lieu:
            hosts[service.key].add(bourg_of[service.lieu])
    for permanence in network.permanences:
        hosts[permanence.service].add(bourg_of[permanence.lieu])
    lines = ["| structure | nature | où la rencontrer |", "|---|---|---|"]
    for organisation in sorted(network.organisations, key=lambda item: item.key):
        met: set[str] = set()
        for service in network.services:
            if service.structure == organisation.key:
                met |= hosts[service.key]
        where = ", ".join(sorted(met)) or "à distance"
        lines.append(f"| {organisation.nom} | `{organisation.nature}` | {where} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(organisations_table(load_demo()))
