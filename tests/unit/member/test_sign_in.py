"""Signing in, going on, and signing out, on fakes."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import jwt
import pytest

from functions.member import handlers
from functions.member.handlers import Grant, Identity
from functions.member.keys import FileKeys
from functions.member.tokens import parse_refresh_token
from shared.auth import ALGORITHM, AUDIENCE
from shared.clock import SystemClock
from shared.dependencies import Dependencies
from shared.errors import Rejection, Unavailable
from shared.settings import settings
from shared.store.port import Operation, Stored
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.fakes import Fakes, MemoryStore

PERSONA = Identity("dev", "kim-minji", name="Kim Minji", language="ko")


class SlowStore(MemoryStore):
    """Lets others run before every read and write, as a real store does."""

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        await asyncio.sleep(0)
        return await super().read(container, partition, document_id)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        await asyncio.sleep(0)
        return await super().execute(container, partition, operations)


@pytest.fixture
def slow(fakes: Fakes) -> Fakes:
    fakes.store = SlowStore(fakes.clock)
    fakes.deps = Dependencies(store=fakes.store, bus=fakes.bus, clock=fakes.clock)
    return fakes


async def sign_in(fakes: Fakes, keys: FileKeys) -> Grant:
    return await handlers.sign_in(fakes.deps, keys, PERSONA)


async def refuse(fakes: Fakes, keys: FileKeys, token: str) -> None:
    with pytest.raises(Rejection) as refused:
        await handlers.refresh(fakes.deps, keys, token)
    assert (refused.value.code, refused.value.status) == ("refresh_refused", 401)


def created(fakes: Fakes) -> list[str]:
    return [each["subject"] for each in fakes.store.events("members") if "MemberCreated" in each["type"]]


async def test_the_first_sign_in_makes_the_member(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    assert (grant.member.name, grant.member.language) == ("Kim Minji", "ko")
    assert created(fakes) == [grant.member.id]


async def test_the_second_sign_in_finds_them(fakes: Fakes, keys: FileKeys) -> None:
    first, second = await sign_in(fakes, keys), await sign_in(fakes, keys)
    assert first.member.id == second.member.id
    assert first.refresh_token != second.refresh_token
    assert len(created(fakes)) == 1
    assert len(fakes.store.all("members", "session")) == 2


async def test_identities_of_other_providers_and_subjects_are_other_members(fakes: Fakes, keys: FileKeys) -> None:
    people = [PERSONA, Identity("dev", "b", "B", "ko"), Identity("google", "kim-minji", "Kim Minji", "ko")]
    grants = [await handlers.sign_in(fakes.deps, keys, person) for person in people]
    assert len({grant.member.id for grant in grants}) == 3


async def test_twenty_first_sign_ins_at_once_are_one_member(slow: Fakes, keys: FileKeys) -> None:
    grants = await asyncio.gather(*(sign_in(slow, keys) for _ in range(20)))
    assert len({grant.member.id for grant in grants}) == 1
    assert created(slow) == [grants[0].member.id]
    assert len(slow.store.all("members", "member")) == 1


async def test_twenty_first_sign_ins_at_once_are_one_member_on_disk(
    tmp_path: Path, fakes: Fakes, keys: FileKeys
) -> None:
    containers = topology().contexts["member"].containers
    store = SqliteStore(tmp_path / "member.sqlite3", containers, clock=SystemClock(), wakeup=None, name="member")
    deps = Dependencies(store=store, bus=fakes.bus, clock=SystemClock())
    try:
        grants = await asyncio.gather(*(handlers.sign_in(deps, keys, PERSONA) for _ in range(20)))
        feed = await store.read_feed("members", None)
    finally:
        await store.close()
    assert len({grant.member.id for grant in grants}) == 1
    kinds = [item.body["type"] for item in feed.items]
    assert {kind: kinds.count(kind) for kind in kinds} == {"identity": 1, "member": 1, "outbox": 1, "session": 20}


@pytest.mark.parametrize("write", [1, 2, 3])
async def test_a_sign_in_that_was_cut_off_is_mended_by_the_next(fakes: Fakes, keys: FileKeys, write: int) -> None:
    class CutOff(MemoryStore):
        left = write

        async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
            self.left -= 1
            if self.left == 0:
                raise Unavailable("cut off")
            return await super().execute(container, partition, operations)

    fakes.store = CutOff(fakes.clock)
    fakes.deps = Dependencies(store=fakes.store, bus=fakes.bus, clock=fakes.clock)
    with pytest.raises(Unavailable):
        await sign_in(fakes, keys)
    grant = await sign_in(fakes, keys)
    assert created(fakes) == [grant.member.id]


async def test_the_subject_is_not_stored(fakes: Fakes, keys: FileKeys) -> None:
    await handlers.sign_in(fakes.deps, keys, Identity("google", "subject-of-google", "Kim", "ko"))
    assert "subject-of-google" not in str(fakes.store.all("members"))


async def test_the_access_token_says_who_where_and_until_when(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    [key] = await keys.published()
    token = grant.access_token
    claims = jwt.decode(token, key.private.public_key(), [ALGORITHM], audience=AUDIENCE, issuer=settings().issuer)
    [session] = fakes.store.all("members", "session")
    assert set(claims) == {"iss", "aud", "sub", "sid", "name", "iat", "exp"}
    assert (claims["sub"], claims["sid"], claims["name"]) == (grant.member.id, session["sessionId"], "Kim Minji")
    assert claims["exp"] - claims["iat"] == 600
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": key.id, "typ": "JWT"}


async def test_no_refresh_token_is_stored(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    assert grant.refresh_token.rpartition(".")[2] not in str(fakes.store.all("members"))


async def test_a_refresh_gives_the_next_token(fakes: Fakes, keys: FileKeys) -> None:
    first = await sign_in(fakes, keys)
    second = await handlers.refresh(fakes.deps, keys, first.refresh_token)
    third = await handlers.refresh(fakes.deps, keys, second.refresh_token)
    generations = [each.refresh_token.split(".")[2] for each in (first, second, third)]
    assert generations == ["1", "2", "3"]
    assert third.member.id == first.member.id


async def test_a_refresh_tells_the_present_name(fakes: Fakes, keys: FileKeys) -> None:
    first = await sign_in(fakes, keys)
    await handlers.edit_profile(fakes.deps, first.member.id, {"name": "Min"}, expected_version=None)
    second = await handlers.refresh(fakes.deps, keys, first.refresh_token)
    assert jwt.decode(second.access_token, options={"verify_signature": False})["name"] == "Min"


async def test_the_same_token_at_once_gives_the_same_successor(slow: Fakes, keys: FileKeys) -> None:
    first = await sign_in(slow, keys)
    answers = await asyncio.gather(*(handlers.refresh(slow.deps, keys, first.refresh_token) for _ in range(5)))
    [successor] = {answer.refresh_token for answer in answers}
    assert successor != first.refresh_token
    [session] = slow.store.all("members", "session")
    assert session["version"] == 2


async def test_a_token_used_again_after_the_grace_ends_the_session(fakes: Fakes, keys: FileKeys) -> None:
    first = await sign_in(fakes, keys)
    other = await sign_in(fakes, keys)
    second = await handlers.refresh(fakes.deps, keys, first.refresh_token)
    fakes.clock.advance(29.9)
    again = await handlers.refresh(fakes.deps, keys, first.refresh_token)
    assert again.refresh_token == second.refresh_token
    fakes.clock.advance(1)
    await refuse(fakes, keys, first.refresh_token)
    await refuse(fakes, keys, second.refresh_token)
    await handlers.refresh(fakes.deps, keys, other.refresh_token)


async def test_a_token_two_generations_old_ends_the_session_at_once(fakes: Fakes, keys: FileKeys) -> None:
    first = await sign_in(fakes, keys)
    second = await handlers.refresh(fakes.deps, keys, first.refresh_token)
    third = await handlers.refresh(fakes.deps, keys, second.refresh_token)
    await refuse(fakes, keys, first.refresh_token)
    await refuse(fakes, keys, third.refresh_token)
    assert fakes.store.all("members", "session") == []


async def test_a_session_lives_thirty_days_from_its_last_use(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    for _ in range(3):
        fakes.clock.advance(29 * 86400)
        grant = await handlers.refresh(fakes.deps, keys, grant.refresh_token)
    fakes.clock.advance(30 * 86400)
    await refuse(fakes, keys, grant.refresh_token)


async def test_a_token_we_never_made_ends_nothing(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    before = fakes.store.all("members")
    member_id, session_id, generation, mac = grant.refresh_token.split(".")
    forged = [
        f"{member_id}.{session_id}.2.{mac}",
        f"{member_id}.{session_id}.0.{mac}",
        f"{member_id}.{session_id}.{generation}.{'0' * 64}",
        f"{member_id}.{session_id}.{generation}.",
        f"{member_id}.{member_id}.{generation}.{mac}",
        f"{session_id}.{session_id}.{generation}.{mac}",
    ]
    for token in forged:
        await refuse(fakes, keys, token)
        await handlers.sign_out(fakes.deps, keys, token)
    assert fakes.store.all("members") == before
    await handlers.refresh(fakes.deps, keys, grant.refresh_token)


async def test_a_secret_of_another_place_makes_no_token(fakes: Fakes, keys: FileKeys, key_directory: Path) -> None:
    grant = await sign_in(fakes, keys)
    (key_directory / "refresh.secret").write_bytes(bytes(32))
    await refuse(fakes, FileKeys(key_directory, fakes.clock), grant.refresh_token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "....",
        "a.b.1.c",
        "01jb2k3m4n5p6q7r8s9t0v1w2x.01jb2k3m4n5p6q7r8s9t0v1w2x.-1.c",
        "01jb2k3m4n5p6q7r8s9t0v1w2x.01jb2k3m4n5p6q7r8s9t0v1w2x.1234567890.c",
        "01jb2k3m4n5p6q7r8s9t0v1w2x.01jb2k3m4n5p6q7r8s9t0v1w2x.².c",
        "01jb2k3m4n5p6q7r8s9t0v1w2x.01jb2k3m4n5p6q7r8s9t0v1w2x.1.é",
        "01jb2k3m4n5p6q7r8s9t0v1w2x.01jb2k3m4n5p6q7r8s9t0v1w/x.1.c",
        "x" * 5000,
    ],
)
async def test_garbage_is_refused_before_the_store_is_asked(fakes: Fakes, keys: FileKeys, token: str) -> None:
    assert parse_refresh_token(token) is None
    await refuse(fakes, keys, token)
    await handlers.sign_out(fakes.deps, keys, token)


async def test_signing_out_ends_the_session_and_no_other(fakes: Fakes, keys: FileKeys) -> None:
    first, second = await sign_in(fakes, keys), await sign_in(fakes, keys)
    await handlers.sign_out(fakes.deps, keys, first.refresh_token)
    await handlers.sign_out(fakes.deps, keys, first.refresh_token)
    await refuse(fakes, keys, first.refresh_token)
    await handlers.refresh(fakes.deps, keys, second.refresh_token)


async def test_signing_out_wins_over_a_refresh_at_the_same_time(slow: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(slow, keys)
    await asyncio.gather(
        handlers.refresh(slow.deps, keys, grant.refresh_token),
        handlers.sign_out(slow.deps, keys, grant.refresh_token),
        return_exceptions=True,
    )
    assert slow.store.all("members", "session") == []
