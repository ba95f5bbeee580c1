"""A server for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.share.shared import Shared


@pytest.fixture(scope="module")
def module_shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with Shared(tmp_path_factory.mktemp("shared")) as shared:
        yield shared


@pytest.fixture
def shared(module_shared: Shared) -> Shared:
    module_shared.transfers.clear()
    return module_shared
