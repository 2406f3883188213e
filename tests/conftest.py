"""What all floors of tests share: the data folder beside the project where there is one, and the demo clock."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def shared_data() -> Path:
    """The real input of ../shared/data; checks on it run in addition, where it is there."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here: this is an additional check on real input")
    return folder


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A fixed now: Wednesday 2026-03-04, 09:30 in Shanghai."""
    return lambda: datetime(2026, 3, 4, 9, 30, tzinfo=SHANGHAI)
