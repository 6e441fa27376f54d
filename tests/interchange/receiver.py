"""A machine that receives what hooks send: TLS of its own, any behaviour, all it was given kept."""

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = "127.0.0.1"
TAKEN = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Given:
    """headers: names in small letters."""

    request: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """behave(line): answers on an open line, once the request is read."""

    def __init__(self, folder, behave=None, *, names=(HERE,), tls=True):
        self.given: list[Given] = []
        self.accepted = 0
        self.behave = behave or (lambda line: line.sendall(TAKEN))
        self.authority, key, certificate = make_certificate(folder, names)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self.context:
            self.context.load_cert_chain(certificate, key)
        self.server = socket.create_server((HERE, 0))
        self.port = self.server.getsockname()[1]
        self.url = f"https://{HERE}:{self.port}/ici?cle=1"
        threading.Thread(target=self._go_on, daemon=True).start()

    def _go_on(self):
        while True:
            try:
                plain, _address = self.server.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._receive, args=(plain,), daemon=True).start()

    def _receive(self, plain):
        with suppress(OSError), plain:
            plain.settimeout(20)
            line = self.context.wrap_socket(plain, server_side=True) if self.context else plain
            with line:
                self.given.append(read(line))
                self.behave(line)

    def close(self):
        self.server.close()


def read(line) -> Given:
    said = b""
    while b"\r\n\r\n" not in said:
        part = line.recv(4096)
        if not part:
            raise OSError
        said += part
    head, _blank, body = said.partition(b"\r\n\r\n")
    request, *lines = head.decode().split("\r\n")
    headers = {k.lower(): v.strip() for k, _colon, v in (one.partition(":") for one in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += line.recv(4096)
    return Given(request, headers, body)


def make_certificate(folder, names):
    """Paths of an authority, of a key and of what the authority says of these names."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    authority_key = ec.generate_private_key(ec.SECP256R1())
    root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Essais")])
    leaf = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "recepteur")])
    usage = x509.KeyUsage(**dict.fromkeys(USAGES, False) | {"key_cert_sign": True})
    signed = _certificate(root, root, authority_key.public_key()).add_extension(usage, True)
    signed = signed.add_extension(x509.BasicConstraints(True, None), True)
    names = x509.SubjectAlternativeName([_name(one) for one in names])
    given = _certificate(leaf, root, key.public_key()).add_extension(names, False)
    paths = folder / "authority.pem", folder / "key.pem", folder / "certificate.pem"
    paths[0].write_bytes(_pem(signed.sign(authority_key, hashes.SHA256())))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    paths[2].write_bytes(_pem(given.sign(authority_key, hashes.SHA256())))
    return paths


USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _certificate(subject, issuer, key):
    today = datetime(2020, 1, 1)  # noqa: DTZ001  certificates say UTC
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + timedelta(days=36_500))
    )


def _name(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)
