"""Where a checkout leads back to: the web app, and nowhere else."""

from pydantic import Field

from shared.errors import FieldError, Rejection
from shared.settings import settings

RETURN_TO = Field(
    default=None, max_length=2000, description="Where to go afterwards: a path of the web app, or its address."
)


def return_address(return_to: str | None) -> str | None:
    """The address to go back to. Raises the 400 `Rejection` for one outside the web app."""
    if return_to is None:
        return None
    plain = return_to.isascii() and return_to.isprintable() and not {" ", "\\"} & set(return_to)
    if plain and return_to.startswith("/") and not return_to.startswith("//"):
        return settings().web_url + return_to
    if plain and any(return_to == origin or return_to.startswith(f"{origin}/") for origin in settings().web_origins):
        return return_to
    raise Rejection("invalid_parameter", 400, errors=[FieldError("?returnTo", "invalid", {})])
