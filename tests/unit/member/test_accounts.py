"""Members, identities and e-mails, on fakes: cut off anywhere, at once, and in any order."""

import asyncio
from collections.abc import Sequence

import pytest

from functions.member import accounts, leaving
from functions.member.accounts import Question
from functions.member.handlers import Grant, Identity, sign_in
from functions.member.keys import FileKeys
from functions.member.sign_in.port import Person, SignInFailed
from shared.dependencies import Dependencies
from shared.errors import Rejection, Unavailable
from shared.store.port import Operation
from tests.fakes import Fakes, MemoryStore

EMAIL = "minji@naver.com"
GOOGLE = Person("google", "g", "Minji", EMAIL)
NAVER = Person("naver", "n", "민지", EMAIL)
BOTH = ("google", "naver")


class CutOff(MemoryStore):
    """Fails at one write."""

    left = 0

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        self.left -= 1
        if self.left == 0:
            raise Unavailable("cut off")
        return await super().execute(container, partition, operations)


async def arrived(fakes: Fakes, keys: FileKeys, person: Person) -> Grant | Question:
    return await accounts.arrive(fakes.deps, keys, person, "ko", BOTH)


async def asked(fakes: Fakes, keys: FileKeys, person: Person) -> Question:
    question = await arrived(fakes, keys, person)
    assert isinstance(question, Question)
    return question


async def test_a_question_survives_the_browser(fakes: Fakes, keys: FileKeys) -> None:
    await arrived(fakes, keys, GOOGLE)
    question = await asked(fakes, keys, NAVER)
    assert Question.of_json(question.to_json()) == question
    assert question.providers == ("google",)


async def test_nothing_is_asked_that_cannot_be_proven(fakes: Fakes, keys: FileKeys) -> None:
    await arrived(fakes, keys, GOOGLE)
    assert isinstance(await accounts.arrive(fakes.deps, keys, NAVER, "ko", ("naver",)), Grant)
    assert len(fakes.store.all("members", "member")) == 2


@pytest.mark.parametrize("write", range(1, 8))
async def test_a_first_sign_in_that_was_cut_off_is_mended_by_the_next(fakes: Fakes, keys: FileKeys, write: int) -> None:
    store = CutOff(fakes.clock)
    fakes.store, store.left = store, write
    fakes.deps = Dependencies(store=store, bus=fakes.bus, clock=fakes.clock)
    try:
        await arrived(fakes, keys, GOOGLE)
    except Unavailable:
        await arrived(fakes, keys, GOOGLE)
    assert len(store.all("members", "member")) == 1
    await asked(fakes, keys, NAVER)


@pytest.mark.parametrize("write", range(1, 4))
async def test_a_link_that_was_cut_off_is_mended_by_the_next_or_never_was(
    fakes: Fakes, keys: FileKeys, write: int
) -> None:
    store = CutOff(fakes.clock)
    fakes.store = store
    fakes.deps = Dependencies(store=store, bus=fakes.bus, clock=fakes.clock)
    first = await arrived(fakes, keys, GOOGLE)
    question = await asked(fakes, keys, NAVER)
    store.left = write
    try:
        await accounts.link(fakes.deps, keys, question, GOOGLE)
    except Unavailable:
        await accounts.link(fakes.deps, keys, question, GOOGLE)
    second = await arrived(fakes, keys, NAVER)
    assert isinstance(first, Grant)
    assert isinstance(second, Grant)
    assert first.member.id == second.member.id
    await leaving.delete_account(fakes.deps, first.member.id)
    assert {each["type"] for each in fakes.store.all("members")} == {"deleted-member", "outbox"}


async def test_two_first_sign_ins_at_once_with_one_email_are_never_one_member_unasked(
    fakes: Fakes, keys: FileKeys
) -> None:
    await asyncio.gather(arrived(fakes, keys, GOOGLE), arrived(fakes, keys, NAVER), return_exceptions=True)
    owners = {each["pk"]: each["memberId"] for each in fakes.store.all("members", "identity")}
    assert len(set(owners.values())) == len(owners)
    assert len(fakes.store.all("members", "email")) == 1


async def test_an_identity_that_became_anothers_meanwhile_is_not_taken(fakes: Fakes, keys: FileKeys) -> None:
    await arrived(fakes, keys, GOOGLE)
    question = await asked(fakes, keys, NAVER)
    other = await sign_in(fakes.deps, keys, question.identity)
    with pytest.raises(SignInFailed) as refused:
        await accounts.link(fakes.deps, keys, question, GOOGLE)
    assert refused.value.code == "sign_in_other_account"
    again = await arrived(fakes, keys, NAVER)
    assert isinstance(again, Grant)
    assert again.member.id == other.member.id


async def test_the_email_of_who_left_is_the_next_ones(fakes: Fakes, keys: FileKeys) -> None:
    first = await arrived(fakes, keys, GOOGLE)
    assert isinstance(first, Grant)
    question = await asked(fakes, keys, NAVER)
    await sign_in(fakes.deps, keys, question.identity)
    await leaving.delete_account(fakes.deps, first.member.id)
    second = await arrived(fakes, keys, NAVER)
    assert isinstance(second, Grant)
    [email] = fakes.store.all("members", "email")
    assert email["memberId"] == second.member.id


async def test_who_left_a_moment_ago_keeps_nothing(fakes: Fakes, keys: FileKeys) -> None:
    """Their sign-in is under way while they leave: whichever comes last, nothing is left."""

    class LeavesMeanwhile(MemoryStore):
        left = False

        async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
            if partition.startswith("email.") and not self.left:
                self.left = True
                [member] = self.all("members", "member")
                await leaving.delete_account(fakes.deps, member["pk"])
            return await super().execute(container, partition, operations)

    fakes.store = LeavesMeanwhile(fakes.clock)
    fakes.deps = Dependencies(store=fakes.store, bus=fakes.bus, clock=fakes.clock)
    with pytest.raises(Rejection):
        await arrived(fakes, keys, GOOGLE)
    assert {each["type"] for each in fakes.store.all("members")} == {"deleted-member", "outbox"}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Kim", "Kim"),
        ("  김민지 ", "김민지"),
        ("a\u202eb\u0000c\n", "abc"),
        ("x" * 80, "x" * 50),
        ("\u1100\u1161", "가"),
        (None, "여행자"),
        ("\u200b", "여행자"),
    ],
)
def test_a_name_of_theirs_becomes_one_that_is_taken_here(said: str | None, name: str) -> None:
    assert accounts.display_name(said, "ko") == name


def test_an_identity_is_where_it_always_was() -> None:
    assert Identity("google", "g", "", "ko").partition.startswith("identity.google.")
