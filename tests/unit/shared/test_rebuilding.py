"""Emptying read models and making anew what follows from a context's own documents."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.dependencies import Dependencies
from shared.rebuilding import PAGE, ReadModel, empty, project_again
from shared.store.port import Create, Document, Upsert
from tests.fakes import Fakes

MODEL = ReadModel(containers=("plan-feed", "plan-words"))


def but_mutes(document: Document) -> Document | None:
    return {name: document[name] for name in ("id", "pk", "mutes")} if "mutes" in document else None


async def fill(fakes: Fakes, container: str, count: int, **fields: Any) -> None:
    for number in range(count):
        document = {"id": f"{number:04}", "pk": f"p{number % 3}", **fields}
        await fakes.store.execute(container, document["pk"], [Create(document)])


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


async def test_all_of_a_model_is_removed_and_nothing_else(fakes: Fakes) -> None:
    await fill(fakes, "plan-feed", PAGE + 5)
    await fill(fakes, "plan-words", 3)
    await fill(fakes, "plan-people", 2)
    assert await empty(fakes.deps, MODEL) == PAGE + 8
    assert [len(fakes.store.all(each)) for each in ("plan-feed", "plan-words", "plan-people")] == [0, 0, 2]
    assert await empty(fakes.deps, MODEL) == 0


async def test_what_is_state_of_its_own_remains(fakes: Fakes) -> None:
    model = ReadModel(containers=("plan-people",), remains=but_mutes)
    await fill(fakes, "plan-people", 2, name="지우")
    await fakes.store.execute("plan-people", "p0", [Upsert({"id": "0000", "pk": "p0", "name": "지우", "mutes": 1})])
    assert await empty(fakes.deps, model) == 2
    assert fakes.store.all("plan-people") == [{"id": "0000", "pk": "p0", "mutes": 1}]
    assert await empty(fakes.deps, model) == 0


async def test_what_others_write_or_remove_at_that_moment_harms_nobody(fakes: Fakes) -> None:
    await fill(fakes, "plan-feed", 6)
    execute = fakes.store.execute

    async def behind_another(container: str, partition: str, operations: Any) -> list[str | None]:
        fakes.store.execute = execute  # type: ignore[method-assign]
        await execute(container, "p0", [Upsert({"id": "0000", "pk": "p0", "news": 1})])
        return await execute(container, partition, operations)

    fakes.store.execute = behind_another  # type: ignore[method-assign]
    assert await empty(fakes.deps, MODEL) == 6
    assert fakes.store.all("plan-feed") == []


async def test_own_documents_are_shown_page_by_page_to_whoever_projects_them(fakes: Fakes) -> None:
    await fill(fakes, "plans", PAGE + 1)
    pages: list[int] = []

    async def project(_deps: Dependencies, documents: Sequence[Document]) -> None:
        pages.append(len(documents))

    models = [ReadModel(containers=("plan-feed",), project=project), MODEL]
    assert await project_again(fakes.deps, "plans", models) == PAGE + 1
    assert pages == [PAGE, 1]
