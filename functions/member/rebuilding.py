"""Member's read models, for `make rebuild`."""

import asyncio
from collections.abc import Sequence

from functions.member import projections
from functions.member.repository import DELETED_MEMBER, MEMBER, member_of
from functions.member.snapshots import snapshot_of
from shared.dependencies import Dependencies
from shared.rebuilding import ReadModel, Rebuilding
from shared.store.port import Document


async def _index_names(deps: Dependencies, documents: Sequence[Document]) -> None:
    await asyncio.gather(
        *(projections.index_name(deps, member_of(each)) for each in documents if each["type"] == MEMBER),
        *(
            projections.forget_name(deps, each["pk"], each["version"])
            for each in documents
            if each["type"] == DELETED_MEMBER
        ),
    )


REBUILDING = Rebuilding(
    models=(ReadModel(containers=(projections.CONTAINER,), project=_index_names),), snapshot_of=snapshot_of
)
