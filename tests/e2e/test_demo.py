"""The demo data: the first look is not empty, and a second start adds nothing."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from shared.catalogue import destinations
from tests.e2e.platform import ROOT, Client, Platform, browser, eventually

DEMO = orjson.loads((ROOT / "local" / "demo.json").read_bytes())


@pytest.fixture
def with_demo(tmp_path: Path) -> Iterator[Platform]:
    """A platform that loads it, within the limits that everybody has."""
    made = Platform(tmp_path, settings={"KTRAVEL_DEMO": "1", "KTRAVEL_LIMITS": "on"})
    made.start()
    yield made
    made.kill()


async def plans_of(someone: Client, members: dict[str, str]) -> dict[str, list[str]]:
    """The titles of everybody's plans, as far as `someone` may see them."""
    return {
        persona: sorted(plan["title"] for plan in await someone.everything(f"members/{member_id}/plans"))
        for persona, member_id in members.items()
    }


def expected(visibilities: set[str]) -> dict[str, list[str]]:
    """The titles of everybody's plans of these visibilities."""
    titles: dict[str, list[str]] = {each["persona"]: [] for each in DEMO["members"]}
    for plan in DEMO["plans"]:
        if plan["visibility"] in visibilities:
            titles[plan["persona"]].append(plan["title"])
    return {persona: sorted(each) for persona, each in titles.items()}


async def test_a_dozen_members_and_forty_plans_are_there_once(with_demo: Platform) -> None:
    assert (len(DEMO["members"]), len(DEMO["plans"])) == (12, 40)

    async def loaded() -> bool:
        return (with_demo.data_dir / "state" / "demo-loaded").exists()

    for _ in range(2):
        await eventually(loaded, bool, seconds=60)
        async with browser(with_demo) as sign_in:
            stranger, emma = await sign_in(""), await sign_in("emma")
            members = {}
            for each in DEMO["members"]:
                found = (await stranger.get(f"members?q={each['name'].split()[0]}")).json["items"]
                (member,) = [item for item in found if item["name"] == each["name"]]
                assert member["bio"] == each["bio"]
                members[each["persona"]] = member["id"]
            assert await plans_of(stranger, members) == expected({"public"})
            own = [plan["title"] for plan in await emma.everything("members/me/plans")]
            assert sorted(own) == expected({"public", "followers", "private"})["emma"]
            assert len(await emma.everything("members/me/following")) == len(DEMO["follows"]["emma"])
            liked = [plan["title"] for plan in await emma.everything("members/me/likes")]
            assert sorted(liked) == sorted(DEMO["likes"]["emma"])
        assert with_demo.stop() == 0
        with_demo.start()


def test_every_demo_plan_goes_where_the_catalogue_knows() -> None:
    assert {plan["destination"] for plan in DEMO["plans"]} <= set(destinations())
    assert {each["persona"] for each in DEMO["members"]} == set(DEMO["follows"])
