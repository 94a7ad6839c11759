"""Read models follow from what happened: the same week told again, in any order and repeatedly, or told by snapshots of
what is, makes the same of them."""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

import pytest

from shared import patience
from shared.rebuilding import ReadModel, empty
from shared.snapshots import publish_page
from shared.store.port import Document
from tests.simulation.read_models import READ_MODELS, Documents, said, told_again
from tests.simulation.week import FEEDS, REBUILDINGS, Platform, Sent, live, owned

MODELS = [(name, model) for name, rebuilding in REBUILDINGS.items() for model in rebuilding.models]
INBOXES = ("notification", ReadModel(containers=("notifications",)))

type Work = Callable[[], Awaitable[object]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing comes in while a command waits for it here."""
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 0)


async def replayed(original: Platform, chance: random.Random) -> Platform:
    """The same platform after its week was told again from the beginning, and the feeds showed all they ever showed,
    some of it twice, to readers who know nothing."""
    platform = original.copy()
    events, shown = platform.wire.events, platform.shown
    for context, model in (*MODELS, INBOXES):
        await empty(platform.deps(context), model)
    await carry_out(platform, chance, events + chance.sample(events, k=len(events) // 4), shown)
    return platform


async def rebuilt(original: Platform, chance: random.Random, *, late: bool) -> Platform:
    """The same platform after its read models were made anew from snapshots, some of them told twice; with `late`,
    while some of the week's events come once more."""
    platform = original.copy()
    events = platform.wire.events.copy()
    for context, model in MODELS:
        await empty(platform.deps(context), model)
    for context, rebuilding in REBUILDINGS.items():
        continuation: str | None = None
        while rebuilding.snapshot_of is not None:
            deps, told = platform.deps(context), rebuilding.snapshot_of
            _, continuation = await publish_page(
                deps, owned(context), f"{context}-events", told, run="run", continuation=continuation
            )
            if continuation is None:
                break
    snapshots, platform.wire.pending = platform.wire.pending, []
    twice = chance.sample(snapshots, k=len(snapshots) // 4)
    again = chance.sample(events, k=len(events) // 5) if late else []
    shown = {context: platform.stores[context].all(owned(context)) for context in REBUILDINGS if context in FEEDS}
    await carry_out(platform, chance, snapshots + twice + again, shown)
    return platform


async def carry_out(
    platform: Platform, chance: random.Random, messages: Sequence[Sent], shown: Mapping[str, Sequence[Document]]
) -> None:
    """Deliver messages, and show the feeds' documents, all in any order, and whatever comes of it."""
    work: list[Work] = [partial(platform.deliver, *each) for each in messages]
    for context, rebuilding in REBUILDINGS.items():
        projects = [model.project for model in rebuilding.models if model.project is not None]
        documents = list(shown[context]) if projects else []
        documents += chance.sample(documents, k=len(documents) // 4)
        chance.shuffle(documents)
        while documents:
            page = [documents.pop() for _ in range(min(len(documents), chance.randint(1, 5)))]
            work += [partial(project, platform.deps(context), page) for project in projects]
    chance.shuffle(work)
    for each in work:
        await each()
    await platform.settle(chance)
    for context, model in MODELS:
        if model.finish is not None:
            await model.finish(platform.deps(context))


def known(platform: Platform) -> Documents:
    """What the read models and the inboxes say."""
    return said(platform.documents(*READ_MODELS, "notifications"), platform.clock.now())


def known_by_snapshots(platform: Platform) -> Documents:
    """What the read models say that snapshots can tell."""
    return told_again(platform.documents(*READ_MODELS), platform.documents("plans")["plans"], platform.clock.now())


def weeks(count: int) -> list[object]:
    """Seeds; all but the first take too long for `make test-fast`."""
    return [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, count))]


@pytest.mark.parametrize("seed", weeks(20))
async def test_a_week_told_again_in_any_order_with_repeats_gives_the_same_read_models(seed: int) -> None:
    """Twenty weeks in ten orders each: two hundred."""
    chance = random.Random(seed)  # noqa: S311
    original = await live(chance, commands=150)
    expected = known(original)
    assert all(expected[each] for each in ("plan-feed", "plan-likes", "followers", "like-members", "notifications"))
    for _ in range(10):
        assert known(await replayed(original, chance)) == expected


@pytest.mark.parametrize("seed", weeks(12))
async def test_snapshots_make_anew_what_a_week_had_made_and_nobody_is_told_anything(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    original = await live(chance, commands=150, mutes=True)
    expected, inboxes = known_by_snapshots(original), original.documents("notifications")
    for _ in range(3):
        platform = await rebuilt(original, chance, late=False)
        assert known_by_snapshots(platform) == expected
        assert platform.documents("notifications") == inboxes
        assert not platform.wire.pending


@pytest.mark.parametrize("seed", weeks(12))
async def test_events_that_come_late_while_all_is_made_anew_change_nothing_about_it(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    original = await live(chance, commands=150, mutes=True)
    expected = known_by_snapshots(original)
    for _ in range(3):
        assert known_by_snapshots(await rebuilt(original, chance, late=True)) == expected
