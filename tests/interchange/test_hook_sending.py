"""What a hook sends goes to public machines alone, and nothing that they answer can harm."""

import socket
import time
from contextlib import contextmanager

import pytest

from entrelieux.interchange.hooks.addresses import AddressError, is_public, target_of
from entrelieux.interchange.hooks.sending import post
from tests.interchange.receiver import HERE, Receiver

NAME = "recepteur.exemple.test"
BODY = b'{"id":"1"}'


@pytest.fixture
def received(tmp_path, settings, monkeypatch):
    """Makes a receiver that this machine may reach and whose authority it knows."""
    settings.HOOKS_TEST_ADDRESS = HERE
    made = []

    def make(behave=None, *, is_known=True, **how):
        receiver = Receiver(tmp_path / str(len(made)), behave, names=(HERE, NAME), **how)
        made.append(receiver)
        if is_known:
            monkeypatch.setenv("SSL_CERT_FILE", str(receiver.authority))
        return receiver

    yield make
    for receiver in made:
        receiver.close()


def sent(receiver, url="", **how):
    return post(url or receiver.url, BODY, {"X-Essai": "1"}, **how)


def named(receiver):
    return f"https://{NAME}:{receiver.port}/"


@contextmanager
def tells_if_reached():
    """A port of this machine that must stay alone."""
    with socket.create_server((HERE, 0)) as server:
        server.setblocking(False)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()


PRIVATE = """
127.0.0.1 127.8.9.1 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0
100.64.0.1 100.100.100.200 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16 192.88.99.1 ::1 :: fe80::1 fe80::1%eth0
fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1
2001:db8::1 2002:7f00:1:: 2001:0:7f00:1:: 3fff::1 fec0::1 ::127.0.0.1 100::1 nothing
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_an_address_that_is_not_everybodys_internet_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.70.1.2", "2a01:e0a::1", "2606:4700::1111"])
def test_an_address_of_the_internet_is_not(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://exemple.fr/", "ftp://exemple.fr", "exemple.fr", "", "https://", "https:///x"),
        *("https://moi:mot@exemple.fr/", "https://@exemple.fr/", "https://exemple.fr/#ici"),
        *(
            "https://exemple.fr:80/",
            "https://exemple.fr:22/",
            "https://exemple.fr:0/",
            "https://exemple.fr:99999/",
        ),
        *("https://exemple.fr:x/", "https://exemple.fr/a b", "https://exemple.fr/\r\nHost: x"),
        *("https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://[::1]/"),
        *("https://8.8.8.8/", "https://[fe80::1%25eth0]/", "https://[::1", "https://a..b/"),
        *("https://exemple.fr/é", f"https://exemple.fr/{'a' * 500}"),
    ],
)
def test_an_address_that_does_not_do_is_refused_with_what_was_expected(url):
    with pytest.raises(AddressError, match="Attendu"):
        target_of(url)


def test_an_address_is_read_whole():
    target = target_of(" https://Exemple.fr:8443/a?b=c ")
    assert (target.host, target.port, target.path) == ("exemple.fr", 8443, "/a?b=c")
    assert target.authority == "exemple.fr:8443"
    assert target_of("https://exemple.fr").path == "/"
    assert target_of("https://exemple.fr:443/").authority == "exemple.fr"


def test_what_is_sent_arrives_whole_under_the_name_of_the_receiver(received):
    receiver = received()
    answer = sent(receiver, named(receiver), resolve=lambda *_: (HERE,))
    assert (answer.status, answer.problem, answer.is_taken) == (204, "", True)
    (given,) = receiver.given
    assert given.request == "POST / HTTP/1.1"
    assert given.body == BODY
    assert given.headers["host"] == f"{NAME}:{receiver.port}"
    assert given.headers["x-essai"] == "1"


def test_one_private_address_among_several_refuses_them_all(received):
    receiver = received()
    for found in ((HERE, "10.0.0.1"), ("169.254.169.254", HERE), ("::ffff:127.0.0.1",)):
        answer = sent(receiver, named(receiver), resolve=lambda *_, found=found: found)
        assert (answer.status, answer.problem) == (0, "privee")
    assert receiver.accepted == 0


def test_a_name_that_changes_its_answer_is_asked_once_and_leads_nowhere_else(received):
    receiver = received()
    asked = []

    def rebinding(_host, _port):
        asked.append(1)
        return (HERE,) if len(asked) == 1 else ("127.0.0.2",)

    assert sent(receiver, named(receiver), resolve=rebinding).is_taken
    assert len(asked) == 1


def test_the_system_is_never_asked_for_the_name_after_the_check(received, monkeypatch):
    receiver = received()
    asked = []
    plain = socket.getaddrinfo

    def told(host, *rest, flags=0, **how):
        if flags == socket.AI_NUMERICHOST:  # is it a number? nothing is asked for this
            return plain(host, *rest, flags=flags, **how)
        asked.append(host)
        return plain(HERE, *rest, flags=flags, **how)

    monkeypatch.setattr(socket, "getaddrinfo", told)
    assert sent(receiver, named(receiver)).is_taken
    assert asked.count(NAME) == 1


def test_a_name_that_leads_to_this_machine_is_refused(settings):
    settings.HOOKS_TEST_ADDRESS = ""
    with tells_if_reached() as port:
        assert post(f"https://localhost:{port}/", BODY, {}).problem == "privee"
        assert post(f"https://127.0.0.1:{port}/", BODY, {}).problem == "adresse"


def test_a_name_that_leads_nowhere_is_said():
    def nothing(*_):
        raise socket.gaierror

    assert post("https://nulle-part.exemple.test/", BODY, {}, resolve=nothing).problem == "nom"
    assert post("https://rien.exemple.test/", BODY, {}, resolve=lambda *_: ()).problem == "nom"


def test_a_redirection_is_not_followed(received):
    with tells_if_reached() as port:
        where = f"HTTP/1.1 307 Ailleurs\r\nLocation: https://127.0.0.1:{port}/\r\n\r\n".encode()
        answer = sent(received(lambda line: line.sendall(where)))
    assert (answer.status, answer.problem) == (307, "redirection")


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_any_other_answer_is_a_refusal(received, status):
    answer = sent(received(lambda line: line.sendall(b"HTTP/1.1 %d Non\r\n\r\n" % status)))
    assert (answer.status, answer.problem) == (status, "refus")


def test_interim_answers_are_passed_over(received):
    said = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\n"
    )
    assert sent(received(lambda line: line.sendall(said))).status == 200


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 2000 OK\r\n",
        b"HTTP/2 200\r\n",
        b"HTTP/1.1 200",
        b"x" * 10_000,
    ],
)
def test_an_answer_that_is_none_is_said(received, said):
    assert sent(received(lambda line: line.sendall(said))).problem == "reponse"


def test_interim_answers_without_end_are_left(received):
    def talk(line):
        while True:
            line.sendall(b"HTTP/1.1 102 Encore\r\n\r\n" * 100)

    assert sent(received(talk), timeout_s=1).problem in {"delai", "reponse"}


def test_a_huge_answer_is_not_read(received):
    wrote = []

    def pour(line):
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(500):
            line.sendall(b"a" * 100_000)
            wrote.append(1)

    assert sent(received(pour)).is_taken
    assert len(wrote) < 500


def test_a_megabyte_of_headers_is_not_read(received):
    head = b"HTTP/1.1 200 OK\r\n" + b"".join(
        b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(1000)
    )
    assert sent(received(lambda line: line.sendall(head))).is_taken
    assert sent(received(lambda line: line.sendall(b"X" * 1_000_000))).problem == "reponse"


def test_a_body_that_drips_is_not_waited_for(received):
    def drip(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            line.sendall(b"a")
            time.sleep(0.05)

    assert sent(received(drip)).is_taken


def test_an_answer_that_drips_is_left_at_the_end_of_its_time(received):
    def drip(line):
        for sign in b"HTTP/1.1 200 OK" * 100:
            line.sendall(bytes([sign]))
            time.sleep(0.2)

    assert sent(received(drip), timeout_s=1).problem == "delai"


def test_an_answer_that_never_comes_is_left(received):
    assert sent(received(lambda line: line.recv(1)), timeout_s=0.5).problem == "delai"


def test_a_machine_that_does_not_answer_is_said(received):
    receiver = received()
    receiver.close()
    with socket.socket() as free:
        free.bind((HERE, 0))
        url = f"https://{HERE}:{free.getsockname()[1]}/"
        assert sent(receiver, url).problem == "connexion"


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said(received):
    receiver = received(is_known=False)
    assert sent(receiver).problem == "certificat"
    assert receiver.given == []


def test_a_certificate_of_another_name_is_refused(received):
    receiver = received()
    url = f"https://autre.exemple.test:{receiver.port}/"
    assert sent(receiver, url, resolve=lambda *_: (HERE,)).problem == "certificat"
    assert receiver.given == []


def test_a_machine_without_tls_is_given_nothing(received):
    receiver = received(tls=False)
    assert not sent(receiver, timeout_s=2).is_taken
    assert all(BODY not in given.body for given in receiver.given)


def test_a_proxy_of_the_environment_is_not_used(received, monkeypatch):
    with tells_if_reached() as port:
        for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert sent(received()).is_taken
