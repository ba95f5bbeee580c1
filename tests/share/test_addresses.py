"""The address that a phone can reach comes first, and nothing listens at any other."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from sivoice.errors import ShareError, UsageError
from sivoice.share.addresses import Address, addresses, best_first, choose, listen

WIFI = Address("192.168.1.20", "wlan0")
CABLE = Address("10.0.4.2", "eth0")


@pytest.mark.parametrize(
    "doubtful",
    [
        Address("172.17.0.1", "docker0"),
        Address("172.18.0.1", "br-4f2a"),
        Address("10.8.0.2", "tun0"),
        Address("10.8.0.2", "utun4"),
        Address("192.168.56.1", "VirtualBox Host-Only Network"),
        Address("172.20.0.1", "vEthernet (WSL)"),
        Address("100.90.1.2", "tailscale0"),
        Address("100.90.1.2", "eth1"),
        Address("169.254.3.4", "eth1"),
        Address("203.0.113.7", "eth1"),
    ],
)
def test_a_real_network_comes_before_tunnels_and_containers(doubtful: Address) -> None:
    """Even if a tunnel has the default route."""
    assert best_first([doubtful, WIFI], doubtful.ip) == [WIFI, doubtful]


def test_of_two_real_networks_the_default_route_comes_first() -> None:
    assert best_first([CABLE, WIFI], WIFI.ip) == [WIFI, CABLE]
    assert best_first([CABLE, WIFI], None) == [CABLE, WIFI]


def test_the_first_address_is_chosen_unless_another_is_given() -> None:
    assert choose(None, [WIFI, CABLE]) == WIFI.ip
    assert choose(CABLE.ip, [WIFI, CABLE]) == CABLE.ip
    assert choose("::1", []) == "::1"


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "::", "224.0.0.1", "fe80::1%eth0", "my-laptop", "", "1.2.3"],  # noqa: S104
)
def test_an_invalid_address_is_an_error_that_names_the_addresses(address: str) -> None:
    with pytest.raises(UsageError, match=r"192\.168\.1\.20 \(wlan0\)"):
        choose(address, [WIFI])


def test_a_computer_without_a_network_is_an_error() -> None:
    with pytest.raises(ShareError, match="not on a network"):
        choose(None, [])


def test_the_address_of_another_computer_is_refused() -> None:
    with pytest.raises(ShareError, match=r"cannot share at 192\.0\.2\.77.*\n.*wlan0"):
        listen("192.0.2.77", [WIFI])


def test_nothing_listens_at_another_address() -> None:
    with listen("127.0.0.1", []) as sock:
        sock.listen()
        assert sock.getsockname()[0] == "127.0.0.1"
        with pytest.raises(OSError, match=r"refused|timed out"), socket.socket() as other:
            other.settimeout(1)
            other.connect(("127.0.0.2", sock.getsockname()[1]))


def test_every_address_of_this_computer_can_be_bound() -> None:
    for address in addresses():
        listen(address.ip, []).close()


def test_the_command_line_does_not_load_the_server() -> None:
    heavy = {"uvicorn", "starlette", "psutil", "segno"}
    code = f"import sys, sivoice.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
