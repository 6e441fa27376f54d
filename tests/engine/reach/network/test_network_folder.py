"""A network comes back from its folder as it went in, or not at all."""

import json

import numpy as np
import pytest

from entrelieux.engine.reach import Mode, storage
from entrelieux.engine.reach.network import Attachment, build
from entrelieux.engine.reach.network.kernels import (
    around,
    customizing,
    locating,
    searching,
    sweeping,
)
from entrelieux.engine.reach.network.warming import compile_kernels
from tests.engine.reach.network.worlds import MODE, graph_of

RING = graph_of(300, [(v, (v + 1) % 300, 10 + v % 7) for v in range(300)])


@pytest.fixture
def folder(tmp_path):
    storage.save(build(RING), tmp_path / "routes")
    return tmp_path / "routes"


def biggest(folder):
    return max(folder.glob("*.npy"), key=lambda path: path.stat().st_size)


def test_the_same_network_comes_back(folder):
    before, after = build(RING), storage.open_network(folder, verify=True)
    assert after.about == before.about
    written, read = before.to_arrays(), after.to_arrays()
    assert written.keys() == read.keys()
    assert all(np.array_equal(written[name], read[name]) for name in written)
    times = after.metric(MODE).one_to_all(5)
    assert np.array_equal(times, before.metric(MODE).one_to_all(5))


def test_a_network_without_any_arc_comes_back(tmp_path):
    storage.save(build(graph_of(1, [])), tmp_path / "point")
    network = storage.open_network(tmp_path / "point")
    assert network.metric(MODE).one_to_all(0).tolist() == [0]


def test_a_cut_file_is_refused(folder):
    path = biggest(folder)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(storage.StorageError, match=rf"{path.name}.*expected.*reach build"):
        storage.open_network(folder)


def test_a_missing_file_is_refused(folder):
    biggest(folder).unlink()
    with pytest.raises(storage.StorageError, match="missing"):
        storage.open_network(folder)


def test_a_replaced_file_of_the_same_size_is_refused(folder):
    path = biggest(folder)
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(storage.StorageError, match="changed"):
        storage.open_network(folder)


def test_one_altered_byte_is_found_when_all_is_verified(tmp_path):
    wide = graph_of(20_000, [(v, v + 1, 1) for v in range(19_999)])
    storage.save(build(wide, np.arange(20_000)), tmp_path / "large")
    path = biggest(tmp_path / "large")
    content = bytearray(path.read_bytes())
    content[storage.SAMPLE_BYTES + 10] ^= 1
    path.write_bytes(content)
    storage.open_network(tmp_path / "large")
    with pytest.raises(storage.StorageError, match="changed"):
        storage.open_network(tmp_path / "large", verify=True)


def test_an_altered_header_is_refused(folder):
    path = folder / storage.HEADER
    said = json.loads(path.read_text())
    said["about"]["is_fiction"] = False
    path.write_text(json.dumps(said))
    with pytest.raises(storage.StorageError, match=r"en-tete\.json.*changed"):
        storage.open_network(folder)


def test_another_version_is_refused(folder):
    path = folder / storage.HEADER
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
    with pytest.raises(storage.StorageError, match=r"99.*Build the network again"):
        storage.open_network(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "autre"}', "{"])
def test_a_foreign_folder_is_refused(tmp_path, text):
    (tmp_path / storage.HEADER).write_text(text)
    with pytest.raises(storage.StorageError, match="en-tete"):
        storage.open_network(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(storage.StorageError, match="not a road network"):
        storage.open_network(tmp_path / "nulle-part")


def test_nothing_else_is_overwritten(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(storage.StorageError, match="new folder"):
        storage.save(build(RING), tmp_path)
    assert (tmp_path / "photo.jpg").read_bytes() == b"x"


def test_a_network_takes_the_place_of_another(folder):
    storage.save(build(graph_of(2, [(0, 1, 4)])), folder)
    assert len(storage.open_network(folder)) == 2
    assert [path.name for path in folder.parent.iterdir()] == ["routes"]


def test_each_network_has_a_name_of_its_own(folder, tmp_path):
    storage.save(build(RING), tmp_path / "copie")
    storage.save(build(graph_of(2, [(0, 1, 4)])), tmp_path / "autre")
    assert storage.digest(folder) == storage.digest(tmp_path / "copie")
    assert storage.digest(folder) != storage.digest(tmp_path / "autre")


def test_an_opened_network_asks_nothing_more_of_the_compiler(folder):
    compile_kernels()
    kernels = [
        kernel
        for module in (around, customizing, locating, searching, sweeping)
        for kernel in vars(module).values()
        if hasattr(kernel, "signatures")
    ]
    before = [len(kernel.signatures) for kernel in kernels]
    network = storage.open_network(folder)
    node = network.attach(RING.lon[:4], RING.lat[:4], Mode.VOITURE).node
    node.setflags(write=False)
    frozen = Attachment.at(node, np.broadcast_to(np.uint32(3), 4))
    metric = network.metric(MODE)
    metric.one_to(int(node[0]), metric.select(frozen))
    list(metric.many_to_many(frozen, metric.select(list(node))))
    metric.nearest([frozen, node[::2], [1]])
    metric.nearest_places(frozen, k=np.int64(3))
    metric.within(node, 600, weights=[1, 2, 3, 4], reverse=True)
    metric.path(node[0], node[3])
    metric.one_to_all(node[1], np.uint32(4))
    network.customized(np.zeros(300, np.float32), lasting=True)
    network.customized([3] * 300).nearest([frozen])
    assert [len(kernel.signatures) for kernel in kernels] == before
