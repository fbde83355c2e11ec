"""Requests to a witness: its name is resolved once, the address is checked, and the connection goes to that address.

An administrator types the address of a witness, and the worker sends to it. Without this check it could be made to speak to
services of its own machine and of its link. A private network is allowed: a witness may be in the next office.
"""

import http.client
import ipaddress
import socket
import ssl
import urllib.request
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

# Where clouds answer with the machine's own credentials, at addresses that are none of a link.
_METADATA: Final = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))
_OF_HERE: Final = ipaddress.ip_network("0.0.0.0/8")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NAMES_OF_HERE: Final = ("localhost", ".localhost")


class NotOutside(OSError):
    """The address is this machine, its link, or where a cloud answers for it."""


def is_outside(address: str) -> bool:
    """Whether an IP address is of another machine that a witness may be: also one of a private network, and no group."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_outside(str(inner))
    own = ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip in _OF_HERE
    return not (own or ip.is_multicast or ip.is_reserved or ip in _METADATA)


def is_written_outside(url: str) -> bool:
    """Whether an address, as it is typed, may be a witness; a name is looked up only when something is sent."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if settings.AMANA_WITNESS_HERE:
        return bool(host)
    if not host or host.endswith(_NAMES_OF_HERE):
        return False
    try:
        return is_outside(
            socket.inet_ntoa(socket.inet_aton(host))
        )  # 127.1, 0x7f000001 and 2130706433 are loopback, too
    except OSError:
        pass
    try:
        return is_outside(host)
    except ValueError:
        return True  # a name


def _connect(host: str, port: int, seconds: float | None) -> socket.socket:
    """Connects to an address of the name, one after the other, if all of them are outside. Raises NotOutside, OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not settings.AMANA_WITNESS_HERE and not all(is_outside(str(each[4][0])) for each in found):
        raise NotOutside(host)
    faults: list[OSError] = []
    for family, kind, protocol, _name, address in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds)
            connection.connect(address)
        except OSError as fault:
            connection.close()
            faults.append(fault)
        else:
            return connection
    raise faults[0] if faults else NotOutside(host)


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        """Connects to the checked address."""
        self.sock = _connect(self.host, self.port, self.timeout)


class _Encrypted(http.client.HTTPSConnection):
    def connect(self) -> None:
        """Connects to the checked address; the certificate is compared with the name."""
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(_connect(self.host, self.port, self.timeout), server_hostname=self.host)


class _HttpHandler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """Opens through the checked address."""
        return self.do_open(_Plain, request)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """Opens through the checked address."""
        return self.do_open(_Encrypted, request)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Returns None: redirects are not followed, a witness answers itself or not at all."""


def opener() -> urllib.request.OpenerDirector:
    """Returns what opens requests to outside: no proxy of the environment, no redirect, no address of this machine."""
    no_proxy = urllib.request.ProxyHandler({})
    return urllib.request.build_opener(no_proxy, _HttpHandler, _HttpsHandler, _NoRedirect)
