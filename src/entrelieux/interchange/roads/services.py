"""Build a road network from files, and say what a folder holds."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from entrelieux.engine.reach import Mode, ReachError
from entrelieux.engine.reach.network import RoadGraph, RoadNetwork
from entrelieux.interchange.roads.arcs import Told, graph_of
from entrelieux.interchange.roads.filling import filled
from entrelieux.interchange.roads.osm import read_osm
from entrelieux.interchange.roads.report import (
    Progress,
    RoadsError,
    RoadsReport,
    Stretches,
    mode_report,
)
from entrelieux.interchange.roads.tables import read_tables

OSM_LICENCE = "ODbL"


@dataclass(frozen=True, slots=True)
class Files:
    """One OpenStreetMap file, or a table of points and one of stretches.

    source, licence, date: what is said of the data; "" takes what the files say of themselves.
    """

    osm: Path | None = None
    nodes: Path | None = None
    edges: Path | None = None
    source: str = ""
    licence: str = ""
    date: str = ""


def build_roads(files: Files, folder: Path, progress: Progress) -> RoadsReport:
    """Read, order and keep a network in ``folder``, which appears whole or stays as it was.

    Raises:
        RoadsError: the files or the folder cannot be used.
    """
    read = _read(files, progress)
    graph = graph_of(filled(read), _told(files, read))
    network = keep(graph, folder, progress)
    kilometres = float(graph.length_m.sum() / 2000)
    return report_of(network, folder, kilometres, graph, dict(read.left_out))


def keep(graph: RoadGraph, folder: Path, progress: Progress) -> RoadNetwork:
    """Order a graph and write its network.

    Raises:
        RoadsError: the graph is not sound, or the folder cannot be written.
    """
    from entrelieux.engine.reach import network, storage

    progress("ordre", 0, None)
    try:
        built = network.build(graph)
        progress("écriture", 0, None)
        storage.save(built, folder)
    except ReachError as error:
        raise RoadsError(f"Le réseau n'a pas pu être fait : {error}.") from None
    return built


def draw_roads(departement: str, folder: Path) -> bool:
    """Invented roads around the communes of a département; False when they are there already.

    Raises:
        RoadsError: the folder cannot be written, or what orders a network is not installed.
    """
    from entrelieux.engine.reach import storage
    from entrelieux.interchange.roads.invented import invented, towns_around

    try:
        storage.open_network(folder)
    except ReachError:
        keep(invented(towns_around(departement)), folder, lambda _stage, _done, _total: None)
        return True
    return False


def about(folder: Path) -> RoadsReport:
    """What a folder holds, every byte of it checked.

    Raises:
        RoadsError: it is not a network that can be used.
    """
    from entrelieux.engine.reach import storage

    try:
        return report_of(storage.open_network(folder, verify=True), folder)
    except ReachError as error:
        raise RoadsError(f"Ce dossier ne peut pas servir : {error}.") from None


def report_of(
    network: RoadNetwork,
    folder: Path,
    kilometres: float = 0,
    graph: RoadGraph | None = None,
    left_out: dict[str, int] | None = None,
) -> RoadsReport:
    said = network.about
    return RoadsReport(
        folder=str(folder),
        source=said.source,
        licence=said.licence,
        date=said.date,
        is_fiction=said.is_fiction,
        points=len(network),
        kilometres=round(kilometres, 1),
        with_elevation=0 if graph is None else int(np.isfinite(graph.elevation).sum()),
        modes={m.value: mode_report(network, m) for m in Mode if m in network.modes},
        left_out=left_out or {},
    )


def _read(files: Files, progress: Progress) -> Stretches:
    if files.osm is not None and not (files.nodes or files.edges):
        return read_osm(files.osm, progress)
    if files.osm is None and files.nodes is not None and files.edges is not None:
        return read_tables(files.nodes, files.edges, progress)
    raise RoadsError(
        "Attendu un fichier OpenStreetMap, ou les deux tableaux --nodes et --edges ensemble."
    )


def _told(files: Files, read: Stretches) -> Told:
    if files.osm is not None:
        return Told(
            files.source or files.osm.name,
            files.licence or OSM_LICENCE,
            files.date or read.date,
        )
    assert files.edges is not None
    return Told(files.source or files.edges.name, files.licence, files.date)
