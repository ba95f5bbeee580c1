"""The addresses of this computer that a phone might reach, the likeliest first."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from msgspec import Struct

from sivoice.errors import ShareError, UsageError

_HOME_NETWORKS = tuple(
    ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
"""RFC 1918: what a router at home or in a clinic gives."""
_NO_REAL_NETWORK = re.compile(
    r"^(br-|bridge|cni|flannel|lxc|lxd|ppp|tap|tun|utun|veth|virbr|vnet|wg|zt|awdl|llw|gif|stf|anpi|ap\d)"
    r"|docker|podman|vethernet|virtualbox|vbox|vmware|vmnet|hyper-v|tailscale|wireguard|openvpn|nordlynx|vpn|loopback",
    re.IGNORECASE,
)
"""Names of interfaces of virtual machines, containers, tunnels, and links between two devices."""
BACKLOG = 64
"""Connections that wait to be accepted, all in one go: few beside the files that a process may have open."""
_ANYWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737); nothing is sent to it."""


class Address(Struct, frozen=True):
    """An address of this computer."""

    ip: str
    interface: str
    """As the system calls it: `wlan0`, `en0`, `Wi-Fi`."""


def addresses() -> list[Address]:
    """The IPv4 addresses that others can reach, the likeliest for a phone first."""
    import psutil

    running = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        Address(one.address, name)
        for name, ones in psutil.net_if_addrs().items()
        if name in running
        for one in ones
        if one.family == socket.AF_INET and not ipaddress.ip_address(one.address).is_loopback
    ]
    return best_first(found, _towards_the_internet())


def best_first(found: Iterable[Address], outward: str | None) -> list[Address]:
    """Real networks before virtual ones, a home's or a clinic's before others, the one that leads `outward` first."""

    def doubts(address: Address) -> tuple[bool, bool, bool]:
        ip = ipaddress.ip_address(address.ip)
        at_home = any(ip in network for network in _HOME_NETWORKS)
        return (
            _NO_REAL_NETWORK.search(address.interface) is not None,
            not at_home,
            address.ip != outward,
        )

    return sorted(found, key=doubts)


def choose(wanted: str | None, known: list[Address]) -> str:
    """The address to share at. Raises UsageError for what is none, ShareError where there is no network."""
    if wanted is None:
        if not known:
            raise ShareError(
                "this computer is in no network\n"
                "Join the network that the phone is in, or give an address with --address."
            )
        return known[0].ip
    try:
        ip = ipaddress.ip_address(wanted)
    except ValueError:
        raise UsageError(f"`{wanted}` is not an address\n{its_addresses(known)}") from None
    if ip.is_unspecified or ip.is_multicast or "%" in wanted:
        raise UsageError(
            f"{wanted} is not one address that a phone can open\n{its_addresses(known)}"
        )
    return str(ip)


def its_addresses(known: Iterable[Address]) -> str:
    """What this computer's addresses are, as help."""
    named = ", ".join(f"{address.ip} ({address.interface})" for address in known)
    return f"This computer's addresses: {named}." if named else "This computer is in no network."


def listen(ip: str, known: list[Address]) -> socket.socket:
    """A socket at this one address and any free port. Raises ShareError."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.bind((ip, 0))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise ShareError(
            f"cannot share at {ip}: {error.strerror or error}\n{its_addresses(known)}"
        ) from error
    return sock


def _towards_the_internet() -> str | None:
    """The address from which the default route leads; None without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(_ANYWHERE)
        except OSError:
            return None
        return str(sock.getsockname()[0])
