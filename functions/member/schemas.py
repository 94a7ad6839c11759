"""What member takes and answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from functions.member.domain import MAX_BIO, MAX_NAME, Language
from shared.http import Paging, Schema

# Control characters, line ends, and what turns the direction of text, by which one name can pose as another.
_UNSAFE = r"\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"

DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME, pattern=rf"^[^\x00-\x1f{_UNSAFE}]+$"),
    Field(description="Trimmed; without control characters."),
]
Bio = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_BIO, pattern=rf"^[^\x00-\x08\x0b-\x1f{_UNSAFE}]*$"),
    Field(description="A few words about oneself; line ends are kept."),
]


class PublicProfile(Schema):
    """A member as anybody sees them."""

    id: str
    name: str
    bio: str
    created_at: str = Field(description="ISO 8601.")
    updated_at: str = Field(description="ISO 8601.")


class OwnProfile(PublicProfile):
    """A member as they see themselves."""

    language: Language = Field(description="The language they read.")
    searchable: bool = Field(description="Whether others find them by name.")


class ProfilePage(Schema):
    """A page of members."""

    items: list[PublicProfile]
    next_cursor: str | None


class ProfileChanges(Schema):
    """What to change of a profile; what is absent stays as it is."""

    # Factories, because a default would be shown as if an absent field were set to it; nobody reads what they make.
    name: DisplayName = Field(default_factory=str)
    bio: Bio = Field(default_factory=str)
    language: Language = Field(default_factory=lambda: "ko", description="The language to read.")
    searchable: bool = Field(default_factory=bool, strict=True, description="Whether others find me by name.")


class MemberSearch(Paging):
    """Whom to look for."""

    q: str = Field(
        min_length=1,
        max_length=MAX_NAME,
        description="The start of a word of the name; of several words, each must start one of the name's.",
    )


class SignInProvider(Schema):
    """A way to sign in."""

    id: str
    name: str = Field(description="What to call it, in the reader's language.")


class SignInProviders(Schema):
    """Every way to sign in."""

    items: list[SignInProvider]
    next_cursor: None = None


class PersonaSignIn(Schema):
    """Who to be, in the local environment."""

    persona: str = Field(pattern="^[a-z0-9-]{1,40}$", description="The first use of one makes the member.")
    name: DisplayName | None = Field(default=None, description="What a new member is called; else as the persona.")


class SignedIn(Schema):
    """A session that goes on: its refresh token is in the cookie."""

    access_token: str = Field(description="Goes into `Authorization: Bearer …`.")
    expires_in: int = Field(description="Seconds for which the access token is valid.")
    member: OwnProfile


class JsonWebKey(Schema):
    """The public half of a signing key, RFC 7517."""

    kty: str
    use: str
    alg: str
    kid: str
    n: str
    e: str


class JsonWebKeySet(Schema):
    """Every key that verifies access tokens."""

    keys: list[JsonWebKey]


class DiscoveryDocument(BaseModel):
    """What verifiers of access tokens need to know of their issuer, in the form of OpenID Connect Discovery 1.0."""

    model_config = ConfigDict(extra="forbid")

    issuer: str
    jwks_uri: str
    response_types_supported: list[str]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    claims_supported: list[str]
