"""The parts of API Management's policy that follow from something else: from the operations, infra/apim/limits.json
and the sentences of shared/problem.py. The rest is written by hand: infra/apim/policy.xml, which includes them.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

import orjson

from local.gateway_operations import SHARED, GatewayOperation
from local.limits import Limit, LimitedOperation, Limits, pattern_of
from shared.problem import CONTENT_TYPE, SENTENCES

PROBLEMS = {
    "unauthenticated": (401, "Unauthorized", ("WWW-Authenticate", "Bearer")),
    "not_found": (404, "Not Found", None),
    "too_many_requests": (429, "Too Many Requests", ("Retry-After", '@(Convert.ToString(context.Variables["wait"]))')),
    "internal": (500, "Internal Server Error", None),
    "unavailable": (503, "Service Unavailable", ("Retry-After", "1")),
}
"""What the gateway answers itself: code → status, reason, a header that goes with it."""

ADDRESS = "context.Request.IpAddress"
MEMBER = (
    '(context.Variables.ContainsKey("member") ? ((Jwt)context.Variables["member"]).Subject : context.Request.IpAddress)'
)
"""Whose calls are counted: a member's, or, without a token, an address's."""


def fragments(operations: Sequence[GatewayOperation]) -> dict[str, str]:
    """Name → policy fragment."""
    limits = Limits.load()
    return {
        "operation": _operation(operations),
        "limits-by-address": _limits(limits, operations, "address", ADDRESS),
        "limits-by-member": _limits(limits, operations, "member", MEMBER),
        "problem": _problem(),
    }


def limited(limit: Limit, operations: Iterable[GatewayOperation], unlimited: Iterable[str] = ()) -> list[str]:
    """The ids of the operations that a limit counts."""
    return [
        each.id
        for each in operations
        if each.path not in unlimited and any(_covers(rule, each) for rule in limit.operations)
    ]


def _covers(rule: LimitedOperation, operation: GatewayOperation) -> bool:
    # A parameter's name is as good as its value: it is one segment.
    return rule.method in ("*", operation.method) and re.fullmatch(pattern_of(rule.path), operation.path) is not None


def _operation(operations: Sequence[GatewayOperation]) -> str:
    contexts = dict.fromkeys(each.context for each in operations)
    lines = [
        line
        for context in contexts
        for line in (
            f"    <when condition={_among(each.id for each in operations if each.context == context)}>",
            f"      <set-backend-service backend-id={quoteattr(context)} />",
            "    </when>",
        )
    ]
    public = _among(each.id for each in operations if each.public)
    variable = f'  <set-variable name="public" value={public} />'
    return _fragment("  <choose>", *lines, "  </choose>", variable, *_unsaid(operations))


def _unsaid(operations: Sequence[GatewayOperation]) -> list[str]:
    """A share link's token goes on in a header: the Functions host writes the paths of its requests down."""
    lines = ["  <choose>"]
    for each in operations:
        if each.path.startswith(f"{SHARED}/"):
            lines += [
                f"    <when condition={_among([each.id])}>",
                '      <set-header name="X-Share-Token" exists-action="override">',
                '        <value>@(context.Request.MatchedParameters["token"])</value>',
                "      </set-header>",
                f"      <rewrite-uri template={quoteattr(each.path.replace('{token}', '-'))} />",
                "    </when>",
            ]
    return [*lines, "  </choose>"]


def _limits(limits: Limits, operations: Sequence[GatewayOperation], per: str, caller: str) -> str:
    lines: list[str] = []
    for limit in limits.limits:
        counted = limited(limit, operations, limits.unlimited)
        if limit.per != per or not counted:
            continue
        key = quoteattr(f'@("{limit.name}:" + {caller})')
        rate = f'calls="{limit.calls}" renewal-period="{limit.seconds}"'
        lines += [
            "  <choose>",
            f"    <when condition={_among(counted)}>",
            f'      <rate-limit-by-key {rate} counter-key={key} retry-after-variable-name="wait" />',
            "    </when>",
            "  </choose>",
        ]
    return _fragment(*lines)


def _problem() -> str:
    lines = [line for code, said in PROBLEMS.items() for line in _answer(code, *said)]
    return _fragment(
        f'  <set-variable name="language" value={quoteattr(_LANGUAGE)} />', "  <choose>", *lines, "  </choose>"
    )


def _answer(code: str, status: int, reason: str, extra: tuple[str, str] | None) -> list[str]:
    korean, english = (_literal(each) for each in SENTENCES[code])
    title = f'((string)context.Variables["language"] == "en" ? {english} : {korean})'
    params = "new JObject()"
    if code == "too_many_requests":
        title += '.Replace("{seconds}", Convert.ToString(context.Variables["wait"]))'
        params = 'new JObject(new JProperty("seconds", Convert.ToInt32(context.Variables["wait"])))'
    body = (
        f'@(new JObject(new JProperty("type", "urn:ktravel:problem:{code}"), new JProperty("title", {title}), '
        f'new JProperty("status", {status}), new JProperty("code", "{code}"), new JProperty("params", {params}), '
        f'new JProperty("traceId", {_TRACE})).ToString(Newtonsoft.Json.Formatting.None))'
    )
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Content-Language": '@((string)context.Variables["language"])',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Trace-Id": f"@({_TRACE})",
        **dict([extra] if extra else []),
    }
    said = f'@((string)context.Variables["problem"] == "{code}")'
    return [
        f"    <when condition={quoteattr(said)}>",
        "      <return-response>",
        f"        <set-status code={quoteattr(str(status))} reason={quoteattr(reason)} />",
        *(
            f'        <set-header name="{name}" exists-action="override"><value>{escape(value)}</value></set-header>'
            for name, value in headers.items()
        ),
        f"        <set-body>{escape(body)}</set-body>",
        "      </return-response>",
        "    </when>",
    ]


_TRACE = 'context.Variables.GetValueOrDefault<string>("trace", context.RequestId.ToString("N"))'
"""The trace id. An address that no operation has never comes to where it is set."""

_LANGUAGE = (
    "@{ var ko = 0.0; var en = 0.0; "
    """foreach (var part in context.Request.Headers.GetValueOrDefault("Accept-Language", "").Split(',')) { """
    "var pieces = part.Trim().Split(';'); var primary = pieces[0].Split('-')[0].ToLowerInvariant(); var weight = 1.0; "
    'if (pieces.Length > 1 && !double.TryParse(pieces[1].Trim().Replace("q=", ""), out weight)) { continue; } '
    'if (primary == "ko") { ko = Math.Max(ko, weight); } if (primary == "en") { en = Math.Max(en, weight); } } '
    'return en > ko ? "en" : "ko"; }'
)
"""As `shared.http.preferred_language`."""


def _among(ids: Iterable[str]) -> str:
    return quoteattr(f"@(new [] {{{', '.join(_literal(each) for each in ids)}}}.Contains(context.Operation.Id))")


def _literal(text: str) -> str:
    return orjson.dumps(text).decode()


def _fragment(*lines: str) -> str:
    made = "<!-- Made by local/gateway_document.py: make docs. -->"
    return "\n".join([made, "<fragment>", *lines, "</fragment>", ""])
