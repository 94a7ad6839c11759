"""`make rebuild`: which read models there are, who tells of them again, and what is done in which order."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from local import rebuild
from local.rebuild import KEPT, STAGES, Stuck, chosen, rebuildings, tellers
from shared.bus.port import Message
from shared.dependencies import close_dependencies, embedded_bus
from shared.settings import settings
from shared.topology import topology

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")  # importing a context reads its settings


@pytest.fixture
async def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A data directory with nothing in it, on which nobody runs."""
    monkeypatch.setenv("KTRAVEL_ENVIRONMENT", "local")
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield
    await close_dependencies()
    settings.cache_clear()


def test_every_container_without_an_outbox_is_a_read_model_or_kept_for_a_reason() -> None:
    models = {container for each in rebuildings().values() for model in each.models for container in model.containers}
    without_outbox = {
        container.name
        for context in topology().contexts.values()
        for container in context.containers
        if not container.outbox
    }
    assert without_outbox - models == set(KEPT)
    assert models - without_outbox == {"likes"}, "copies of plans are beside the likes of each"
    assert all(KEPT.values())


def test_whoever_is_subscribed_to_has_snapshots_to_tell_and_a_stage_to_tell_them_in() -> None:
    known = rebuildings()
    telling = tellers(chosen(known, None, None))
    assert telling == {name for name, each in known.items() if each.snapshot_of is not None}
    staged = [name for stage in STAGES for name in stage]
    assert sorted(staged) == sorted(telling)
    assert staged[-1] == "member", "names come last: until then nobody is shown what a block may forbid"


def test_one_container_is_made_anew_with_those_that_make_no_sense_without_it() -> None:
    [[words]] = chosen(rebuildings(), None, "plan-words").values()
    assert words.containers == ("plan-feed", "plan-words")
    assert tellers({"plan": [words]}) == set()
    assert list(chosen(rebuildings(), "follow", None)) == ["follow"]
    assert tellers(chosen(rebuildings(), "follow", None)) == {"member"}


@pytest.mark.parametrize(("context", "container"), [("nobody", None), (None, "plans"), ("follow", "plan-feed")])
def test_what_there_is_not_is_refused(context: str | None, container: str | None) -> None:
    with pytest.raises(ValueError, match="no such read model"):
        chosen(rebuildings(), context, container)


@pytest.mark.usefixtures("platform")
async def test_a_queue_that_nobody_empties_is_said_and_nothing_was_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(rebuild, "_PAUSE_SECONDS", 0.001)
    await embedded_bus().send("like-inbox", [Message(id="1", subject="s", body=b"{}")])
    known, said = rebuildings(), list[str]()
    with pytest.raises(Stuck, match="like-inbox still has 1 messages"):
        await rebuild.rebuild(known, chosen(known, "like", None), said.append)
    assert said == []


@pytest.mark.usefixtures("platform")
async def test_nothing_is_begun_before_what_was_under_way_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_PAUSE_SECONDS", 0.001)
    bus, said = embedded_bus(), list[str]()
    await bus.send("like-inbox", [Message(id="1", subject="s", body=b"{}")])
    [message] = await bus.receive("like-inbox", 1, 0)
    known = rebuildings()
    doing = asyncio.create_task(rebuild.rebuild(known, chosen(known, "like", None), said.append))
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert said == []
    await bus.complete("like-inbox", message.lock_token)
    await doing
    assert said == [
        "like-members: 0 documents removed",
        "likes: 0 documents removed",
        "likes: 0 documents read again",
        "follow: 0 snapshots told",
        "plan: 0 snapshots told",
        "member: 0 snapshots told",
    ]
