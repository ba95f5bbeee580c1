"""The addresses of this computer that a phone might reach, the most likely first."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from msgspec import Struct

from sivoice.errors import ShareError, UsageError
from sivoice.visible import on_one_line

_HOME_NETWORKS = tuple(
    ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
"""The private networks of RFC 1918, which routers in homes and clinics use."""
_VIRTUAL_NETWORK = re.compile(
    r"^(br-|bridge|cni|flannel|lxc|lxd|ppp|tap|tun|utun|veth|virbr|vnet|wg|zt|awdl|llw|gif|stf|anpi"
    r"|ap\d)"
    r"|docker|podman|vethernet|virtualbox|vbox|vmware|vmnet|hyper-v|tailscale|wireguard|openvpn"
    r"|nordlynx|vpn|loopback",
    re.IGNORECASE,
)
"""Interface names of virtual machines, containers, tunnels and links between two devices."""
BACKLOG = 64
"""Connections that can wait to be accepted.

asyncio accepts them all at once, so there are far fewer than files that a process can open.
"""
_ANYWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737). Nothing is sent to it."""


class Address(Struct, frozen=True):
    """An address of this computer."""

    ip: str
    interface: str
    """The system's name for the interface: `wlan0`, `en0`, `Wi-Fi`."""


def addresses() -> list[Address]:
    """List this computer's IPv4 addresses except loopback, the best for a phone first."""
    import psutil

    running = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        Address(one.address, name)
        for name, ones in psutil.net_if_addrs().items()
        if name in running
        for one in ones
        if one.family == socket.AF_INET and not ipaddress.ip_address(one.address).is_loopback
    ]
    return best_first(found, _outward_address())


def best_first(found: Iterable[Address], outward: str | None) -> list[Address]:
    """Sort addresses by how likely a phone can reach them.

    Real networks come before virtual ones, then private networks before others, then the address
    `outward` of the default route before others.
    """

    def doubts(address: Address) -> tuple[bool, bool, bool]:
        ip = ipaddress.ip_address(address.ip)
        at_home = any(ip in network for network in _HOME_NETWORKS)
        return (
            _VIRTUAL_NETWORK.search(address.interface) is not None,
            not at_home,
            address.ip != outward,
        )

    return sorted(found, key=doubts)


def choose(requested: str | None, known: list[Address]) -> str:
    """Choose the address to share at: the requested one, or else the first known one.

    Raises UsageError if the requested address cannot be used, ShareError if none is known.
    """
    if requested is None:
        if not known:
            raise ShareError(
                "this computer is not on a network\n"
                "Join the network that the phone is on, or give an address with --address."
            )
        return known[0].ip
    try:
        ip = ipaddress.ip_address(requested)
    except ValueError:
        raise UsageError(
            f"`{on_one_line(requested)}` is not an IP address\n{_listed(known)}"
        ) from None
    if ip.is_unspecified or ip.is_multicast or "%" in requested:
        raise UsageError(
            f"a phone cannot open the address {on_one_line(requested)}\n{_listed(known)}"
        )
    return str(ip)


def listen(ip: str, known: list[Address]) -> socket.socket:
    """Open a socket at this one address and any free port. Raises ShareError."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.bind((ip, 0))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise ShareError(
            f"cannot share at {ip}: {error.strerror or error}\n{_listed(known)}"
        ) from error
    return sock


def _listed(known: Iterable[Address]) -> str:
    """List this computer's addresses, as help for an error message."""
    named = ", ".join(f"{address.ip} ({address.interface})" for address in known)
    if not named:
        return "This computer is not on a network."
    return f"Use one of this computer's addresses: {named}."


def _outward_address() -> str | None:
    """Return this computer's address on the default route, or None if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(_ANYWHERE)
        except OSError:
            return None
        return str(sock.getsockname()[0])
