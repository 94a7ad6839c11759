"""What a start needs, and the settings' sample."""

import os
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from local.environment import CannotStart, hold, prepare
from local.server import CannotListen, bind
from shared.settings import Settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment without any of our settings, and what `prepare` puts there taken away again."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("KTRAVEL_")]:
        monkeypatch.delenv(name)
    yield
    for name in set(os.environ) - set(before):
        del os.environ[name]


def test_what_is_not_set_gets_its_local_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KTRAVEL_PORT", "0")
    environment = prepare()
    port = environment.listener.getsockname()[1]
    environment.listener.close()
    assert environment.url == f"http://127.0.0.1:{port}"
    assert (environment.data_dir, environment.demo, environment.limited) == (Path(".data"), True, True)
    read = Settings.read()
    assert (read.environment, read.api_url, read.web_url) == ("local", environment.url, environment.url)


def test_what_is_set_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "KTRAVEL_PORT": "0",
        "KTRAVEL_DATA_DIR": str(tmp_path),
        "KTRAVEL_API_URL": "https://api.example",
        "KTRAVEL_WEB_URL": "https://app.example",
        "KTRAVEL_DEMO": "0",
        "KTRAVEL_LIMITS": "off",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    environment = prepare()
    environment.listener.close()
    assert (environment.data_dir, environment.demo, environment.limited) == (tmp_path, False, False)
    assert (Settings.read().api_url, Settings.read().web_url) == ("https://api.example", "https://app.example")


@pytest.mark.parametrize("port", ["x", "-1", "70x"])
def test_a_port_must_be_a_number(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("KTRAVEL_PORT", port)
    with pytest.raises(CannotStart, match="KTRAVEL_PORT"):
        prepare()


def test_a_port_can_be_taken_once() -> None:
    with bind(0) as taken, pytest.raises(CannotListen, match="cannot be used"):
        bind(taken.getsockname()[1])


def test_a_claim_holds_until_it_is_let_go(tmp_path: Path) -> None:
    first = hold(tmp_path, ["gateway", "plan"])
    with pytest.raises(CannotStart, match=f"process {os.getpid()}"):
        hold(tmp_path, ["follow", "plan"], patience=0.06)
    first.close()
    hold(tmp_path, ["plan", "follow"]).close()


def test_different_parts_may_be_held_apart(tmp_path: Path) -> None:
    with hold(tmp_path, ["plan"]), hold(tmp_path, ["follow"]):
        assert {path.stem for path in (tmp_path / "locks").iterdir()} == {"plan", "follow"}


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="cannot be written"):
        hold(tmp_path / "file" / "data", ["plan"])


def test_the_sample_lists_every_setting() -> None:
    sample = orjson.loads((Path(__file__).parents[3] / "local.settings.sample.json").read_bytes())["Values"]
    named = {str(field.alias) for field in Settings.model_fields.values()}
    assert named <= sample.keys()
    assert Settings.read(sample).environment == "local"
