"""Small OpenStreetMap files, drawn by hand."""

from xml.sax.saxutils import quoteattr

STEP = 0.009  # of latitude: a kilometre, or nearly


def osm(path, nodes, ways, relations=()):
    """nodes: {id: (lon, lat, tags)}; ways, relations: [(references, tags)]."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>"]
    for ref, (lon, lat, said) in nodes.items():
        lines.append(f"<node id='{ref}' lon='{lon}' lat='{lat}'>{_tags(said)}</node>")
    for number, (refs, said) in enumerate(ways, 1):
        points = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        lines.append(
            f"<way id='{number}' version='1' timestamp='2025-06-0{number % 9 + 1}T00:00:00Z'>"
            f"{points}{_tags(said)}</way>"
        )
    for number, (_refs, said) in enumerate(relations, 1):
        lines.append(f"<relation id='{number}'>{_tags(said)}</relation>")
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def street(count, tags=None):
    """Points 1 to ``count``, a kilometre apart, towards the north."""
    return {n: (3.5, 44.5 + STEP * (n - 1), (tags or {}).get(n, {})) for n in range(1, count + 1)}


def _tags(said):
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in said.items())
