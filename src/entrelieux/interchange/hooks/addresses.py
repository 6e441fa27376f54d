"""Where a hook may be sent: https, by name, to public addresses of the Internet alone.

Each address that a name leads to is checked, and the one that was checked is the one connected to:
a name that answers otherwise a moment later leads nowhere else.
"""

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError

LONGEST = 500
HTTPS = 443
LOWEST_PORT = 1025
PRINTED = re.compile(r"https://[!-~]+")
ADDRESS = ipaddress.IPv4Address | ipaddress.IPv6Address

Resolve = Callable[[str, int], tuple[str, ...]]

UNICAST = ipaddress.IPv6Network("2000::/3")
REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",  # what a host says of its own machines, at an address that looks public
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),  # Teredo, 6to4, examples
    )
)
"""IPv4 that is not everybody's Internet, and the parts of ``UNICAST`` that lead to something else.

Outside of ``UNICAST``, no IPv6 is public: loopback, link, unique local, multicast, mapped IPv4,
NAT64. Source: IANA special-purpose registries.
"""


class AddressError(UserError):
    """The address cannot receive anything; the message says why."""

    code = "adresse-de-crochet"
    status = 422


@dataclass(frozen=True, slots=True)
class Target:
    """host: as certificates write it. path: with its query, never empty."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        return self.host if self.port == HTTPS else f"{self.host}:{self.port}"


def target_of(url: str) -> Target:
    """What an address leads to.

    Raises:
        AddressError: it is not https, names somebody, a bare number or a port of this machine.
    """
    url = url.strip()
    if len(url) > LONGEST or not PRINTED.fullmatch(url):
        raise AddressError(
            _("Cette adresse ne convient pas. Attendu : https://, puis un nom, sans espace."),
            field="adresse",
        )
    try:
        parts = urlsplit(url)
        port = HTTPS if parts.port is None else parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        host, port = "", HTTPS
    if not host or "@" in parts.netloc or parts.fragment:
        raise AddressError(
            _("Cette adresse ne convient pas. Attendu : https://, puis un nom, sans mot de passe."),
            field="adresse",
        )
    if port != HTTPS and port < LOWEST_PORT:
        raise AddressError(
            _("Ce port est réservé. Attendu : 443, ou plus de 1024."), field="adresse"
        )
    if is_number(host) and host != settings.HOOKS_TEST_ADDRESS:
        raise AddressError(
            _("Cette adresse est un numéro de machine. Attendu : le nom d’un site."),
            field="adresse",
        )
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return Target(host, port, path)


def is_number(host: str) -> bool:
    """Whether the system would read it as an address of machine: « 127.1 », « 0x7f000001 »."""
    if ":" in host:
        return True
    try:
        return bool(socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST))
    except (OSError, UnicodeError):
        return False


def is_public(text: str) -> bool:
    """Whether an address, as a resolver gives it, is one of the public Internet."""
    if text == settings.HOOKS_TEST_ADDRESS:
        return True
    try:
        address: ADDRESS = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in UNICAST:
        return False
    return not any(address in network for network in REFUSED if network.version == address.version)


def resolved(host: str, port: int) -> tuple[str, ...]:
    """Every address of a name, as the system gives them.

    Raises:
        OSError: nothing answers to this name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))
