"""The gateway's policy: well-formed, with what it must have, and as the local gateway where both do a thing."""

import re
from xml.etree import ElementTree as ET

import orjson
import pytest

from local import gateway, http
from local.gateway_document import DIRECTORY
from local.gateway_operations import GatewayOperation, operations, published
from local.gateway_policy import PROBLEMS
from local.limits import Limit, Limiter, Limits
from shared.auth import AUDIENCE
from shared.problem import CONTENT_TYPE, SENTENCES, problem_body
from shared.topology import topology

POLICY = ET.parse(DIRECTORY / "policy.xml").getroot()  # noqa: S314 - our own file
FRAGMENTS = {
    path.stem: ET.parse(path).getroot()  # noqa: S314
    for path in sorted((DIRECTORY / "fragments").glob("*.xml"))
}
OPERATIONS = {each.id: each for each in operations(published())}
MODULE = (DIRECTORY.parent / "modules" / "api-management.bicep").read_text(encoding="utf-8")


def section(name: str) -> ET.Element:
    found = POLICY.find(name)
    assert found is not None
    return found


def named(text: str) -> set[str]:
    """The operations that a condition names."""
    return set(re.findall(r'"([^"]+)"', text.partition(".Contains(context.Operation.Id)")[0]))


def texts(parent: ET.Element, path: str) -> set[str]:
    return {each.text or "" for each in parent.findall(path)}


def rates() -> dict[str, tuple[int, int, set[str], str]]:
    """Limit → calls, seconds, operations, whose calls."""
    found = {}
    for fragment, per in (("limits-by-address", "address"), ("limits-by-member", "member")):
        for when in FRAGMENTS[fragment].iter("when"):
            (rate,) = when
            assert rate.tag == "rate-limit-by-key"
            key = rate.attrib["counter-key"]
            name = re.match(r'@\("([a-z-]+):" \+ ', key)
            assert name is not None
            assert ("context.Request.IpAddress" in key, 'Variables["member"]' in key) == (True, per == "member")
            assert rate.attrib["retry-after-variable-name"] == "wait"
            counted = named(when.attrib["condition"])
            found[name[1]] = int(rate.attrib["calls"]), int(rate.attrib["renewal-period"]), counted, per
    return found


def test_policy_has_its_sections_in_order() -> None:
    assert [each.tag for each in POLICY] == ["inbound", "backend", "outbound", "on-error"]
    assert {fragment.tag for fragment in FRAGMENTS.values()} == {"fragment"}


def test_every_fragment_is_included_and_is_there() -> None:
    assert {each.attrib["fragment-id"] for each in POLICY.iter("include-fragment")} == set(FRAGMENTS)
    assert set(re.findall(r"loadTextContent\('../apim/fragments/(.+)\.xml'\)", MODULE)) == set(FRAGMENTS)


def test_every_named_value_is_set_by_the_module() -> None:
    sources = [path.read_text(encoding="utf-8") for path in DIRECTORY.rglob("*.xml")]
    used = {name for text in sources for name in re.findall(r"\{\{([\w-]+)\}\}", text)}
    block = MODULE.partition("var namedValueTexts = {")[2].partition("}")[0]
    assert used == set(re.findall(r"^\s*'?([\w-]+)'?:", block, re.MULTILINE))


@pytest.mark.parametrize("root", [POLICY, *FRAGMENTS.values()], ids=["policy", *FRAGMENTS])
def test_expressions_are_closed(root: ET.Element) -> None:
    for element in root.iter():
        for text in (*element.attrib.values(), element.text or ""):
            if not text.startswith("@"):
                continue
            code = re.sub(r'"(?:[^"\\]|\\.)*"|\'.\'', "", text)
            assert '"' not in code
            for opened, closed in ("()", "{}", "[]"):
                assert code.count(opened) == code.count(closed), text


def test_cors_is_for_the_web_app_only_and_as_local() -> None:
    first = next(iter(section("inbound")))
    assert (first.tag, first.attrib["allow-credentials"]) == ("cors", "true")
    assert texts(first, "allowed-origins/origin") == {"{{web-origin}}"}
    assert texts(first, "allowed-methods/method") == set(gateway._METHODS.decode().split(", "))
    assert texts(first, "allowed-headers/header") == set(gateway._REQUEST_HEADERS.decode().split(", "))
    assert texts(first, "expose-headers/header") == set(gateway._RESPONSE_HEADERS.decode().split(", "))


def test_a_token_is_checked_where_there_is_one_and_only_there() -> None:
    (parent,) = [each for each in section("inbound").iter("when") if each.find("validate-jwt") is not None]
    condition = parent.attrib["condition"]
    assert 'context.Request.Headers.ContainsKey("Authorization")' in condition
    assert '!(bool)context.Variables["public"]' in condition
    checked = parent.find("validate-jwt")
    assert checked is not None
    assert checked.attrib["require-signed-tokens"] == checked.attrib["require-expiration-time"] == "true"
    config = checked.find("openid-config")
    assert config is not None
    assert config.attrib["url"] == "https://{{api-host}}/api/.well-known/openid-configuration"
    assert texts(checked, "audiences/audience") == {AUDIENCE}
    assert texts(checked, "issuers/issuer") == {"https://{{api-host}}/api"}
    (public,) = [each for each in FRAGMENTS["operation"] if each.attrib.get("name") == "public"]
    assert named(public.attrib["value"]) == {each.id for each in OPERATIONS.values() if each.public}


def test_every_operation_goes_to_its_context() -> None:
    routed: dict[str, str] = {}
    (choose, _, _) = FRAGMENTS["operation"]
    for when in choose:
        (backend,) = when
        for each in named(when.attrib["condition"]):
            assert each not in routed
            routed[each] = backend.attrib["backend-id"]
    assert routed == {each.id: each.context for each in OPERATIONS.values()}
    assert set(routed.values()) == set(topology().contexts)


def test_limits_are_those_of_the_file() -> None:
    found = rates()
    wanted = {each.name: each for each in Limits.load().limits}
    assert found.keys() <= wanted.keys()
    for name, limit in wanted.items():
        if name in found:
            assert (limit.calls, limit.seconds, limit.per) == (found[name][0], found[name][1], found[name][3])
        else:  # it is about operations that are local only
            assert not any(counts(limit, each) for each in OPERATIONS.values())


@pytest.mark.parametrize("limit", Limits.load().limits, ids=lambda limit: str(limit.name))
def test_a_limit_counts_here_what_it_counts_locally(limit: Limit) -> None:
    counted = rates().get(limit.name, (0, 0, set[str](), ""))[2]
    assert counted == {each.id for each in OPERATIONS.values() if counts(limit, each)}


def counts(limit: Limit, operation: GatewayOperation) -> bool:
    """Whether the local gateway counts it."""
    limiter = Limiter(Limits(limits=(limit.model_copy(update={"calls": 1}),), unlimited=Limits.load().unlimited))
    path = "/api" + re.sub(r"\{\w+\}", "x1", operation.path)
    asked = [limiter.refusal(operation.method, path, address="a", authorization=None, now=0) for _ in range(2)]
    return asked[1] is not None


def test_addresses_are_counted_before_anybody_works_on_a_token() -> None:
    tags = [each.attrib.get("fragment-id") or each.tag for each in section("inbound")]
    checks = [index for index, each in enumerate(section("inbound")) if each.find(".//validate-jwt") is not None]
    assert tags.index("limits-by-address") < checks[0] < tags.index("limits-by-member")
    assert tags.index("limits-by-member") < tags.index("authentication-managed-identity")


def test_traces_are_taken_and_given_as_local() -> None:
    (given,) = [
        each for each in section("inbound") if each.attrib.get("name") == "traceparent" and each.tag == "set-variable"
    ]
    assert f'"^{http._TRACEPARENT.pattern}$"' in given.attrib["value"]
    assert header(section("inbound"), "traceparent") == '@((string)context.Variables["traceparent"])'
    assert header(section("outbound"), "X-Trace-Id") == '@((string)context.Variables["trace"])'


def header(parent: ET.Element, name: str) -> str | None:
    (found,) = parent.findall(f"set-header[@name='{name}']")
    value = found.find("value")
    return None if value is None else value.text


def test_nobody_says_for_whom_they_ask() -> None:
    assert header(section("inbound"), "X-Forwarded-For") == "@(context.Request.IpAddress)"
    deleted = {
        each.attrib["name"].lower()
        for each in section("inbound").findall("set-header")
        if each.attrib["exists-action"] == "delete"
    }
    overridden = {"x-member-authorization"}
    assert deleted | overridden == gateway._NOT_PASSED_ON - gateway._HOP_BY_HOP
    assert header(section("inbound"), "X-Member-Authorization") == "none"


def test_the_gateway_proves_itself_to_the_functions() -> None:
    proof = section("inbound").find("authentication-managed-identity")
    assert proof is not None
    assert proof.attrib["resource"] == "{{functions-audience}}"
    assert proof.attrib["client-id"] == "{{gateway-client-id}}"
    assert proof.attrib["ignore-error"] == "false"
    assert header(section("inbound"), "Authorization") == '@("Bearer " + (string)context.Variables["gateway"])'


def test_only_what_is_the_same_for_everybody_is_cached() -> None:
    kept = {"get-signing-keys", "get-discovery-document", "search-destinations"}
    for tag in ("cache-lookup", "cache-store"):
        (when,) = [each for each in POLICY.iter("when") if each.find(tag) is not None]
        assert named(when.attrib["condition"]) == kept
    assert all(OPERATIONS[each].public for each in kept)
    (lookup,) = POLICY.iter("cache-lookup")
    (varies,) = texts(lookup, "vary-by-query-parameter")
    assert set(varies.split(";")) == {name for each in kept for name in OPERATIONS[each].query}
    assert texts(lookup, "vary-by-header") == {"Accept-Language"}


def test_its_own_errors_have_the_shape_of_ours() -> None:
    answers = list(FRAGMENTS["problem"].iter("return-response"))
    assert len(answers) == len(PROBLEMS)
    for (code, (status, _, _)), answer in zip(PROBLEMS.items(), answers, strict=True):
        body = answer.findtext("set-body") or ""
        sample = orjson.loads(
            problem_body(
                code, status, language="en", trace_id="a" * 32, params={"seconds": 1} if "many" in code else {}
            )
        )
        properties = [name for name in re.findall(r'new JProperty\("(\w+)"', body) if name != "seconds"]
        assert properties == list(sample)
        assert f'"{sample["type"]}"' in body
        assert all(orjson.dumps(sentence).decode() in body for sentence in SENTENCES[code])
        assert ('new JProperty("seconds"' in body) == (code == "too_many_requests")
        set_status = answer.find("set-status")
        assert set_status is not None
        assert set_status.attrib["code"] == str(status)
        assert header(answer, "Content-Type") == CONTENT_TYPE
        assert header(answer, "Cache-Control") == "no-store"
        if status in (429, 503):
            assert header(answer, "Retry-After")


def test_every_error_it_can_name_has_an_answer() -> None:
    for name in ("outbound", "on-error"):
        (said,) = [each for each in section(name).iter("set-variable") if each.attrib["name"] == "problem"]
        given = set(re.findall(r'(?:return|\?|:) "(\w+)"', said.attrib["value"]))
        assert given
        assert given <= set(PROBLEMS)
    last = section("on-error")[-1]
    assert last.attrib == {"fragment-id": "problem"}


def test_requests_by_share_link_are_logged_nowhere() -> None:
    shared = MODULE.partition("resource shared ")[2].partition("resource ")[0]
    assert "openapi-shared.json" in shared
    assert re.findall(
        r"^resource \w+ 'Microsoft.ApiManagement/service/apis/diagnostics.*\n\s*parent: (\w+)", MODULE, re.MULTILINE
    ) == ["api"]
    assert "Microsoft.ApiManagement/service/diagnostics@" not in MODULE
    assert "Microsoft.Insights/diagnosticSettings" not in MODULE


def test_a_share_token_goes_on_in_a_header_and_not_in_the_path() -> None:
    (_, _, choose) = FRAGMENTS["operation"]
    rewritten: dict[str, str] = {}
    for when in choose:
        (operation,) = named(when.attrib["condition"])
        assert header(when, "X-Share-Token") == '@(context.Request.MatchedParameters["token"])'
        (rewrite,) = when.findall("rewrite-uri")
        rewritten[operation] = rewrite.attrib["template"]
    shared = {each.id: each.path for each in OPERATIONS.values() if "/shared/" in each.path}
    # From the backend's address, https://<app>/api: the API's own suffix is not part of what is passed on.
    assert rewritten == {name: path.replace("{token}", "-") for name, path in shared.items()}


def test_the_module_imports_both_apis_and_keeps_no_key() -> None:
    assert set(re.findall(r"loadJsonContent\('../apim/(.+?)'\)", MODULE)) == {"openapi.json", "openapi-shared.json"}
    assert MODULE.count("translateRequiredQueryParameters: 'query'") == 2
    assert "privateNetworking ? 'StandardV2' : 'BasicV2'" in MODULE
    assert re.search(r"@secure\(\)\nparam redisConnectionString string = ''", MODULE)
    assert not re.search(r"listKeys|instrumentationKey|primaryKey", MODULE)
