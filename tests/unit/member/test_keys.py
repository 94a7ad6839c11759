"""Keys in files: made once, kept from others, and given time to be known before they sign."""

import asyncio
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from functions.member import keys as keys_module
from functions.member.keys import FileKeys, SigningKey, signing_key
from shared.errors import Unavailable
from tests.fakes import ManualClock


class KnownKeys:
    """The keys port with the keys it was given."""

    def __init__(self, *ages: timedelta) -> None:
        private = rsa.generate_private_key(65537, 1024)  # noqa: S505 - nothing is signed with it
        now = ManualClock().now()
        self._published = [SigningKey(str(number), private, now - age) for number, age in enumerate(ages)]

    async def published(self) -> list[SigningKey]:
        return self._published

    async def refresh_secret(self) -> bytes:
        return b""


@pytest.mark.parametrize(
    ("ages_in_hours", "signs"),
    [([0], "0"), ([5], "0"), ([5, 1.9], "0"), ([5, 2], "1"), ([9, 5, 1], "1"), ([1, 0.5], "0")],
)
async def test_a_key_signs_once_everybody_can_have_seen_it(ages_in_hours: list[float], signs: str) -> None:
    keys = KnownKeys(*(timedelta(hours=hours) for hours in ages_in_hours))
    assert (await signing_key(keys, ManualClock().now())).id == signs


async def test_the_first_use_makes_a_key_and_a_secret_that_others_cannot_read(tmp_path: Path) -> None:
    directory = tmp_path / "member" / "keys"
    keys = FileKeys(directory, clock := ManualClock())
    [key] = await keys.published()
    assert key.private.key_size == 2048
    assert key.published_at == clock.now()
    assert len(await keys.refresh_secret()) == 32
    assert sorted(path.suffix for path in directory.iterdir()) == [".pem", ".secret"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()} == {0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


async def test_keys_survive_a_restart(key_directory: Path) -> None:
    one, other = FileKeys(key_directory, ManualClock()), FileKeys(key_directory, ManualClock())
    assert [key.jwk for key in await one.published()] == [key.jwk for key in await other.published()]
    assert await one.refresh_secret() == await other.refresh_secret()


async def test_keys_that_are_asked_for_at_once_are_made_once(tmp_path: Path) -> None:
    adapters = [FileKeys(tmp_path / "keys", ManualClock()) for _ in range(4)]
    found = await asyncio.gather(*(adapter.published() for adapter in adapters * 3))
    secrets = await asyncio.gather(*(adapter.refresh_secret() for adapter in adapters))
    assert len({tuple(key.id for key in published) for published in found}) == 1
    assert len(found[0]) == 1
    assert len(set(secrets)) == 1


@pytest.mark.slow
def test_processes_that_ask_at_once_make_one_key(tmp_path: Path) -> None:
    script = (
        "import asyncio, pathlib, sys\n"
        "from functions.member.keys import FileKeys\n"
        "from shared.clock import SystemClock\n"
        "keys = FileKeys(pathlib.Path(sys.argv[1]), SystemClock())\n"
        "sys.stdin.readline()\n"
        "print([key.id for key in asyncio.run(keys.published())], asyncio.run(keys.refresh_secret()).hex())\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "keys")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=60)[0] for process in processes}
    assert len(answers) == 1
    assert answers.pop().count(",") == 0


async def test_a_half_written_key_of_a_crash_is_not_read(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    directory.mkdir()
    (directory / ".unfinished").write_bytes(b"-----BEGIN PRIV")
    keys = FileKeys(directory, ManualClock())
    assert len(await keys.published()) == 1
    assert not (directory / ".unfinished").exists()


async def test_a_new_file_is_published_within_a_minute_and_signs_after_two_hours(key_directory: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    keys = FileKeys(key_directory, clock)
    [first] = await keys.published()
    write_key(key_directory / "second.pem", rsa.generate_private_key(65537, 2048))
    assert len(await keys.published()) == 1
    clock.advance(60)
    assert [key.id for key in await keys.published()] == [first.id, "second"]
    assert (await signing_key(keys, clock.now())).id == first.id
    clock.advance(7200)
    assert (await signing_key(keys, clock.now())).id == "second"


async def test_the_public_half_is_a_key_that_verifies(made_keys: Path) -> None:
    [key] = await FileKeys(made_keys, ManualClock()).published()
    token = jwt.encode({"sub": "x"}, key.private, algorithm="RS256")
    assert jwt.decode(token, jwt.PyJWK(key.jwk).key, algorithms=["RS256"]) == {"sub": "x"}
    assert set(key.jwk) == {"kty", "use", "alg", "kid", "n", "e"}


@pytest.mark.parametrize("content", ["garbage", "elliptic", "short"])
async def test_what_is_no_proper_key_is_refused_loudly(key_directory: Path, content: str) -> None:
    path = key_directory / "wrong.pem"
    if content == "garbage":
        path.write_text("-----BEGIN PRIVATE KEY-----\n")
    elif content == "elliptic":
        write_key(path, ec.generate_private_key(ec.SECP256R1()))
    else:
        write_key(path, rsa.generate_private_key(65537, 1024))  # noqa: S505 - that is the point
    with pytest.raises(Unavailable):
        await FileKeys(key_directory, ManualClock()).published()


async def test_a_directory_that_cannot_be_made_is_not_a_defect(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        await FileKeys(tmp_path / "file" / "keys", ManualClock()).refresh_secret()


def test_a_process_has_its_keys_in_its_data_directory(
    environment: pytest.MonkeyPatch, key_directory: Path, tmp_path: Path
) -> None:
    (tmp_path / "member").mkdir()
    key_directory.rename(tmp_path / "member" / "keys")
    environment.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    keys_module.keys.cache_clear()
    try:
        [key] = asyncio.run(_published())
    finally:
        keys_module.keys.cache_clear()
    assert (tmp_path / "member" / "keys" / f"{key.id}.pem").exists()


async def _published() -> list[SigningKey]:
    return list(await keys_module.keys().published())


def write_key(path: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
