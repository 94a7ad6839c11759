"""What plan tells again is what its last event told, for every plan there is, and of one that is gone ids alone."""

from functions.plan.domain import Plan
from functions.plan.repository import CONTAINER, add, load, save
from functions.plan.snapshots import snapshot_of
from shared.events.base import EventData
from shared.events.plan import PlanSnapshot
from tests.fakes import Fakes
from tests.unit.plan.samples import JIWOO, MINJUN, content

PLAN_ID = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w30"
SOURCE_ID = f"{MINJUN.member_id}.01jb2k3m4n5p6q7r8s9t0v1w31"


def written() -> Plan:
    return Plan.write(
        plan_id=PLAN_ID,
        owner_id=JIWOO.member_id,
        visibility="private",
        content=content(),
        now="2026-03-01T09:00:00.000Z",
        source=(SOURCE_ID, MINJUN.member_id),
    )


def said(told: EventData | None) -> dict[str, object]:
    assert told is not None
    return {name: value for name, value in told.data().items() if name != "recommendationId"}


def test_the_state_of_a_snapshot_is_what_was_told_last() -> None:
    plan = written()
    plan.show_to("public", now="2026-03-02T09:00:00.000Z")
    plan.replace(content(title="가을 제주"), now="2026-03-03T09:00:00.000Z")
    plan.show_to("followers", now="2026-03-04T09:00:00.000Z")
    snapshot = plan.snapshot
    assert said(snapshot.state) == said(plan.events[-1])
    assert snapshot.version == plan.version
    assert snapshot.shared_at == "2026-03-02T09:00:00.000Z", "when others could see it first"
    assert (snapshot.source_plan_id, snapshot.source_owner_id) == (SOURCE_ID, MINJUN.member_id)


def test_what_was_never_shared_and_is_nobody_elses_says_so() -> None:
    plan = written()
    plan.forked_from = None
    assert plan.snapshot.model_dump(include={"shared_at", "source_plan_id", "source_owner_id"}) == {
        "shared_at": None,
        "source_plan_id": None,
        "source_owner_id": None,
    }


async def test_stored_plans_are_told_once_each_and_what_is_gone_by_its_ids(fakes: Fakes) -> None:
    await add(fakes.deps, written())
    told = [each for each in map(snapshot_of, fakes.store.all(CONTAINER)) if each is not None]
    assert [each.version for each in told] == [1]
    loaded = await load(fakes.deps, PLAN_ID)
    assert loaded is not None
    loaded.plan.delete()
    await save(fakes.deps, loaded)
    told = [each for each in map(snapshot_of, fakes.store.all(CONTAINER)) if each is not None]
    assert told == [PlanSnapshot(plan_id=PLAN_ID, owner_id=JIWOO.member_id, version=2, state=None)]
