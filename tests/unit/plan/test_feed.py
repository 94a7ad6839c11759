"""The feed: what is in it, in which order, and what is not any more."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from functions.plan import feed, handlers, recent, trending
from functions.plan.feed import Asked, read_feed
from shared.auth import Caller
from shared.errors import Rejection
from shared.events.member import MemberCreated, MemberDeleted
from shared.events.plan import Visibility
from shared.ids import new_ulid
from shared.store.cursor import cursor_at, query_digest
from tests.fakes import Fakes
from tests.unit.plan.feeding import blocks, everybody, feed_ids, follows, likes, list_all
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, tell, write

DAY = 24 * 3600


@pytest.fixture
async def people(fakes: Fakes) -> Fakes:
    await everybody(fakes.deps)
    return fakes


async def share(fakes: Fakes, owner: Caller = JIWOO, visibility: Visibility = "public", **changes: Any) -> str:
    """Write a plan and have it listed; time goes on."""
    plan_id = await write(fakes.deps, owner, visibility, **changes)
    await list_all(fakes.deps)
    fakes.clock.advance(60)
    return plan_id


async def walk(fakes: Fakes, asked: Asked, limit: int) -> tuple[list[str], int]:
    """All there is, and in how many pages."""
    seen: list[str] = []
    cursor, pages = None, 0
    while True:
        page = await read_feed(fakes.deps, asked, limit=limit, cursor=cursor)
        assert len(page["items"]) <= limit
        seen += [item["id"] for item in page["items"]]
        cursor, pages = page["nextCursor"], pages + 1
        if cursor is None:
            return seen, pages


@pytest.mark.parametrize("sort", ["recent", "trending"])
async def test_an_empty_feed_is_empty(fakes: Fakes, sort: Any) -> None:
    for location in ("", "제주"):
        assert await feed_ids(fakes.deps, sort=sort, location=location) == []
        assert await feed_ids(fakes.deps, sort=sort, location=location, q="제주") == []
    assert await feed_ids(fakes.deps, MINJUN, sort=sort, following=True) == []


async def test_public_plans_are_there_newest_first_over_months(people: Fakes) -> None:
    plans = []
    for number in range(7):
        plans.append(await share(people, title=f"{number}"))
        people.clock.advance(40 * DAY * (number % 2))
    await share(people, visibility="followers")
    await share(people, visibility="private")
    for reader in (None, MINJUN, JIWOO):
        assert await feed_ids(people.deps, reader) == plans[::-1]
    for limit, pages in ((1, 7), (2, 4), (3, 3), (7, 1), (100, 1)):
        assert await walk(people, Asked(), limit) == (plans[::-1], pages)


async def test_an_item_has_what_a_list_shows(people: Fakes) -> None:
    plan_id = await share(people)
    await tell(people.deps, likes(MINJUN, plan_id))
    page = await read_feed(people.deps, Asked(reader_id=MINJUN.member_id), limit=20, cursor=None)
    (item,) = page["items"]
    assert (item["likes"], item["likedByMe"], item["forks"]) == (1, True, 0)
    assert item["owner"] == {"id": JIWOO.member_id, "name": "지우"}
    assert item["sharedAt"] == item["createdAt"] == "2026-03-01T09:00:00.000Z"
    assert "itinerary" not in item


async def test_a_draft_is_new_when_it_is_shared_and_not_when_it_is_changed(people: Fakes) -> None:
    draft, other = await share(people, visibility="private"), await share(people)
    await handlers.set_visibility(people.deps, JIWOO, draft, "public", version=None)
    await list_all(people.deps)
    assert await feed_ids(people.deps) == [draft, other]
    people.clock.advance(3600)
    for plan_id in (other, draft):
        await handlers.set_visibility(people.deps, JIWOO, plan_id, "private", version=None)
        await list_all(people.deps)
        assert plan_id not in await feed_ids(people.deps)
        await handlers.set_visibility(people.deps, JIWOO, plan_id, "public", version=None)
        await list_all(people.deps)
    assert await feed_ids(people.deps) == [draft, other]


@pytest.mark.parametrize("location", ["제주", "제주도", "Jeju", "jeju island", "제주특별자치도"])
async def test_a_place_is_one_however_it_is_written(people: Fakes, location: str) -> None:
    here = [await share(people, location=each) for each in ("제주", "제주도", "Jeju")]
    await share(people, location="부산")
    assert await feed_ids(people.deps, location=location) == here[::-1]


async def test_a_place_that_nobody_knows_is_found_too(people: Fakes) -> None:
    plan_id = await share(people, location="달동네 7번지")
    await share(people, location="별동네 7번지")
    assert await feed_ids(people.deps, location="달동네  7번지") == [plan_id]


async def test_words_are_found_in_title_location_and_places(people: Fakes) -> None:
    jeju = await share(people, title="봄 나들이")
    busan = await share(people, title="Busan food tour", location="부산")
    assert await feed_ids(people.deps, q="나들이") == [jeju]
    assert await feed_ids(people.deps, q="성산일출봉을") == [busan, jeju]
    assert await feed_ids(people.deps, q="일출봉") == []
    assert await feed_ids(people.deps, q="부산에서") == [busan]
    assert await feed_ids(people.deps, q="foo tou") == [busan]
    assert await feed_ids(people.deps, q="food 봄") == []
    assert await feed_ids(people.deps, q="JEJU") == [jeju]
    assert await feed_ids(people.deps, q="성산", location="부산") == [busan]
    assert await feed_ids(people.deps, q="!?") == []


async def test_a_search_goes_back_over_years_in_pages(people: Fakes) -> None:
    plans = []
    for number in range(6):
        plans.append(await share(people, title=f"별자리 {number}"))
        people.clock.advance(200 * DAY)
    asked = Asked(words=("별자리",))
    assert await walk(people, asked, 2) == (plans[::-1], 3)
    assert await walk(people, Asked(words=("별자리",), place_key="jeju"), 4) == (plans[::-1], 2)
    assert await walk(people, Asked(words=("별자리",), place_key="busan"), 4) == ([], 1)


async def test_a_search_does_not_stop_at_what_only_begins_alike(people: Fakes) -> None:
    wanted = await share(people, title="서귀진성")
    for number in range(150):
        await write(people.deps, visibility="public", title=f"서귀포 {number}")
    await list_all(people.deps)
    assert await feed_ids(people.deps, q="서귀진성", limit=1) == [wanted]


async def test_those_one_follows_are_a_feed_of_their_own(people: Fakes) -> None:
    await tell(people.deps, follows(MINJUN, JIWOO))
    shown = [await share(people), await share(people, visibility="followers", location="부산", title="부산 별")]
    await share(people, EMMA)
    await share(people, visibility="private")
    await share(people, MINJUN)
    assert await feed_ids(people.deps, MINJUN, following=True) == shown[::-1]
    assert await feed_ids(people.deps, MINJUN, following=True, location="부산") == shown[1:]
    assert await feed_ids(people.deps, MINJUN, following=True, q="별") == shown[1:]
    assert await feed_ids(people.deps, EMMA, following=True) == []
    await tell(people.deps, follows(MINJUN, JIWOO, 2))
    assert await feed_ids(people.deps, MINJUN, following=True) == []
    await tell(people.deps, follows(MINJUN, JIWOO, 1), follows(MINJUN, JIWOO, 3))
    assert await feed_ids(people.deps, MINJUN, following=True) == shown[::-1]


async def test_who_follows_many_is_shown_all_of_them_in_order(people: Fakes) -> None:
    members = [Caller(new_ulid(people.clock.now()), "누구", "s") for _ in range(230)]
    plans = []
    for number, member in enumerate(members):
        await tell(people.deps, follows(MINJUN, member))
        if number % 23 == 0:
            plans.append(await share(people, member))
            people.clock.advance(9 * DAY)
    assert await walk(people, Asked(following=True, reader_id=MINJUN.member_id), 3) == ([], 1)
    for member in members:
        await tell(people.deps, joined(member))
    seen, _ = await walk(people, Asked(following=True, reader_id=MINJUN.member_id), 3)
    assert seen == plans[::-1]


def joined(member: Caller) -> MemberCreated:
    return MemberCreated(member_id=member.member_id, name=member.name, created_at="", version=1)


type Step = Callable[[Fakes, str], Awaitable[object]]

HIDING: dict[str, Step] = {
    "private": lambda fakes, plan: handlers.set_visibility(fakes.deps, JIWOO, plan, "private", version=None),
    "deleted": lambda fakes, plan: handlers.delete_plan(fakes.deps, JIWOO, plan, version=None),
    "owner left": lambda fakes, _: tell(fakes.deps, MemberDeleted(member_id=JIWOO.member_id, version=2)),
    "blocked": lambda fakes, _: tell(fakes.deps, blocks(JIWOO, MINJUN)),
    "blocking": lambda fakes, _: tell(fakes.deps, blocks(MINJUN, JIWOO)),
}
PLACES: dict[str, dict[str, Any]] = {
    "recent": {},
    "place": {"location": "제주"},
    "words": {"q": "봄"},
    "following": {"following": True},
    "trending": {"sort": "trending"},
    "trending place": {"sort": "trending", "location": "제주"},
    "trending following": {"sort": "trending", "following": True},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("hiding", HIDING)
async def test_what_may_not_be_seen_any_more_is_gone_before_the_lists_know(
    people: Fakes, hiding: str, place: str
) -> None:
    await tell(people.deps, follows(MINJUN, JIWOO))
    plan_id = await share(people)
    await tell(people.deps, likes(EMMA, plan_id))
    await trending.refresh(people.deps)
    assert await feed_ids(people.deps, MINJUN, **PLACES[place]) == [plan_id]
    await HIDING[hiding](people, plan_id)
    assert await feed_ids(people.deps, MINJUN, **PLACES[place]) == []
    if not PLACES[place].get("following") and "block" not in hiding:
        assert await feed_ids(people.deps, None, **PLACES[place]) == []
    await list_all(people.deps)
    await trending.refresh(people.deps)
    assert await feed_ids(people.deps, MINJUN, **PLACES[place]) == []


@pytest.mark.parametrize("place", ["recent", "place", "words", "trending", "trending place"])
async def test_a_plan_for_followers_is_only_among_those_one_follows(people: Fakes, place: str) -> None:
    await tell(people.deps, follows(MINJUN, JIWOO))
    plan_id = await share(people)
    await tell(people.deps, likes(EMMA, plan_id))
    await trending.refresh(people.deps)
    await handlers.set_visibility(people.deps, JIWOO, plan_id, "followers", version=None)
    assert await feed_ids(people.deps, MINJUN, **PLACES[place]) == []
    await list_all(people.deps)
    await trending.refresh(people.deps)
    assert await feed_ids(people.deps, MINJUN, **PLACES[place]) == []
    assert await feed_ids(people.deps, MINJUN, following=True) == [plan_id]


async def test_an_owner_never_heard_of_is_not_shown(fakes: Fakes) -> None:
    await share(fakes)
    assert await feed_ids(fakes.deps) == []


async def test_pages_are_filled_around_what_may_not_be_seen(people: Fakes) -> None:
    shown = [await share(people, title="처음")]
    for _ in range(30):
        await share(people, EMMA)
    shown.append(await share(people, title="마지막"))
    await tell(people.deps, blocks(EMMA, MINJUN))
    assert await walk(people, Asked(reader_id=MINJUN.member_id), 2) == (shown[::-1], 1)


async def test_a_page_that_finds_little_goes_on_from_there(people: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "ROUND", 5)
    shown = await share(people)
    for _ in range(60):
        await share(people, EMMA)
    await tell(people.deps, blocks(EMMA, MINJUN))
    seen, pages = await walk(people, Asked(reader_id=MINJUN.member_id), 2)
    assert (seen, pages) == ([shown], 3)


async def test_a_long_time_without_plans_is_walked_in_parts(people: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "QUERIES", 2)
    monkeypatch.setattr(feed, "ROUNDS", 2)
    first = await share(people)
    for _ in range(12):
        people.clock.advance(31 * DAY)
        await share(people, EMMA)
    await tell(people.deps, follows(MINJUN, JIWOO))
    seen, pages = await walk(people, Asked(following=True, reader_id=MINJUN.member_id), 5)
    assert seen == [first]
    assert pages > 1


@pytest.mark.parametrize(
    "asked",
    [
        Asked(place_key="jeju"),
        Asked(words=("봄",)),
        Asked(sort="trending"),
        Asked(following=True, reader_id=JIWOO.member_id),
        Asked(following=True, reader_id=MINJUN.member_id),
    ],
)
async def test_a_cursor_is_good_for_its_question_only(people: Fakes, asked: Asked) -> None:
    await tell(people.deps, follows(MINJUN, EMMA), follows(JIWOO, EMMA))
    await share(people)
    await share(people)
    page = await read_feed(people.deps, Asked(), limit=1, cursor=None)
    assert page["nextCursor"] is not None
    with pytest.raises(Rejection, match="invalid_cursor"):
        await read_feed(people.deps, asked, limit=1, cursor=page["nextCursor"])
    # Whose feed of everybody's it is makes no difference.
    await read_feed(people.deps, Asked(reader_id=JIWOO.member_id), limit=1, cursor=page["nextCursor"])


@pytest.mark.parametrize("position", [[""], ["x"], ["9999"], ["2026-03-01|../\\?#"], ["가" * 1000], ["\u0000"]])
async def test_a_made_up_cursor_is_harmless(people: Fakes, position: list[str]) -> None:
    await share(people)
    digest = query_digest(["recent", False, None, None])
    page = await read_feed(people.deps, Asked(), limit=1, cursor=cursor_at(digest, position))
    assert len(page["items"]) <= 1
    for wrong in ([1], [None], [], ["2026", "2026"]):
        with pytest.raises(Rejection, match="invalid_cursor"):
            await read_feed(people.deps, Asked(), limit=1, cursor=cursor_at(digest, wrong))
