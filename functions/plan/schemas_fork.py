"""What forking takes; it answers the plan (schemas.py)."""

from pydantic import Field

from shared.events.plan import Visibility
from shared.fields import Input, OptionalLine


class Fork(Input):
    """What a copy is to have of its own."""

    visibility: Visibility = "private"
    title: OptionalLine = Field(default=None, description="Default: the title of the plan that is copied.")
