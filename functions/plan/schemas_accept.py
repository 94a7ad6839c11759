"""What accepting a recommendation takes; it answers the plan (schemas.py)."""

from typing import Annotated

from pydantic import Field

from shared.events.plan import Visibility
from shared.fields import Input, OptionalLine

_Id = Annotated[str, Field(max_length=64)]


class Acceptance(Input):
    """How a recommendation is to become a plan. `{}`: as a private plan of its own or, if it deepens a plan, as a
    change of that one."""

    plan_id: _Id | None = Field(
        default=None, description="The own plan that is to take it in. If-Match says which version of it is meant."
    )
    as_new: bool = Field(default=False, description="A new plan even if it deepens one. Not with `planId`.")
    items: list[_Id] | None = Field(
        default=None, min_length=1, max_length=400, description="Ids of the items to take, each once; default: all."
    )
    visibility: Visibility | None = Field(default=None, description="Of a new plan; default: private.")
    title: OptionalLine = Field(default=None, description="Of a new plan; default: the recommendation's.")
