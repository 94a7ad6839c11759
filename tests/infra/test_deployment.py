"""What azd, the Functions host and the operators go by fits what Bicep makes and what the code writes."""

import re
import subprocess

import yaml

from tests.infra.sources import ROOT, body, json_of, sources


def test_azd_has_a_service_for_each_context_and_the_web_app() -> None:
    services = yaml.safe_load(sources().texts["azure.yaml"])["services"]
    assert services.keys() == {*sources().topology.contexts, "web"}
    for context in sources().topology.contexts:
        assert services[context] == {"project": ".", "language": "py", "host": "function"}
    assert "tags: union(tags, { 'azd-service-name': context })" in sources().texts["infra/modules/function-app.bicep"]


def test_azds_hooks_are_there_and_may_be_run() -> None:
    azd = yaml.safe_load(sources().texts["azure.yaml"])
    hook = ROOT / azd["hooks"]["preprovision"]["run"]
    web = ROOT / "frontend" / azd["services"]["web"]["hooks"]["prepackage"]["run"]
    for path in (hook, web):
        assert path.resolve().stat().st_mode & 0o111, path
        subprocess.run(["sh", "-n", path], check=True)
    # The hook chooses among these.
    assert {"infra/main.dev.bicepparam", "infra/main.prod.bicepparam"} <= sources().texts.keys()


def test_both_environments_set_every_parameter_that_has_no_default() -> None:
    parameters = sources().parsed("infra/main.bicep")["parameters"]
    needed = {name for name, parameter in parameters.items() if parameter["default"] is None}
    for path, text in sources().under("infra/", ".bicepparam"):
        given = set(re.findall(r"^param (\w+) =", text, re.MULTILINE))
        assert needed <= given <= parameters.keys(), path


def test_modules_are_given_what_they_ask_for_and_nothing_else() -> None:
    for path in sources().bicep:
        for symbol, module in sources().parsed(path).get("modules", {}).items():
            config = module["config"]
            given = (config["config"] if {"loop_type", "condition"} & config.keys() else config)["params"].keys()
            parameters = sources().parsed(f"infra/{module['detail']['path']}")["parameters"]
            needed = {name for name, parameter in parameters.items() if parameter["default"] is None}
            assert needed <= given <= parameters.keys(), f"{path}: {symbol}"


def test_the_host_exports_telemetry_by_opentelemetry_and_a_package_has_the_topology() -> None:
    assert json_of(sources().texts["host.json"])["telemetryMode"] == "OpenTelemetry"
    left_out = (ROOT / ".funcignore").read_text(encoding="utf-8").splitlines()
    assert "!infra/topology.json" in left_out
    assert not {"shared", "functions", "host.json", "requirements.txt", "constraints.txt"} & set(left_out)


def test_reads_see_what_any_process_has_committed() -> None:
    """The store port promises it (docs/adr/0016); of Cosmos DB's levels only Strong does, and only with one region to
    write to."""
    module = sources().parsed("infra/modules/cosmos.bicep")
    assert module["parameters"]["consistency"]["default"] == "Strong"
    account = body(module["resources"]["account"])["properties"]
    assert account["consistencyPolicy"]["defaultConsistencyLevel"] == "consistency"
    assert "enableMultipleWriteLocations" not in account
    assert len(account["locations"]) == 1
    given = sources().parsed("infra/main.bicep")["modules"]["cosmos"]["config"]["params"]
    assert "consistency" not in given


def test_alerts_look_for_lines_that_the_code_writes() -> None:
    asked = re.findall(r'kind == "(\w+)"', sources().texts["infra/modules/alerts.bicep"])
    assert {"parked", "swept", "overdue", "not_reconciled"} == set(asked)
    code = "".join(text for _, text in [*sources().under("shared/"), *sources().under("functions/")])
    for kind in asked:
        assert re.search(rf'record\(\s*"{kind}"', code), kind
    relays = re.findall(r"async def (\w+_relay)\(", code)
    assert len(relays) == sum(bool(each.topic) for each in sources().topology.contexts.values())


def test_every_context_has_an_objective_that_the_alerts_and_the_page_say() -> None:
    objectives = json_of(sources().texts["infra/slo.json"])
    assert objectives.keys() == sources().topology.contexts.keys()
    page = (ROOT / "docs" / "slo.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| (\w+) \| ([\d.]+) ", page, re.MULTILINE))
    assert {context: float(value) for context, value in said.items()} == {
        context: float(value) for context, value in objectives.items()
    }


def test_the_costs_of_a_month_follow_from_those_of_each_thing_that_members_do() -> None:
    counted = [line.strip("| \n").split(" | ") for line in (ROOT / "docs/costs.md").read_text("utf-8").splitlines()]
    costs = {row[0]: [float(cell) for cell in row[1:]] for row in counted if len(row) == 8 and row[1][0].isdigit()}
    page = (ROOT / "docs/deploy.md").read_text("utf-8")
    month = dict(re.findall(r"^\| ([A-Z][^|]*) \| ([\d.]+) \|$", page, re.MULTILINE))
    assert len(month) > 10
    said = re.search(r"That is ([\d,]+) executions, ([\d,]+) Service Bus operations and ([\d,]+) RU", page)
    assert said is not None
    for column, text in zip((0, 2, 6), said.groups(), strict=True):
        reckoned = sum(float(times) * costs[action][column] for action, times in month.items())
        # The page is written by hand and rounds: it may be a tenth off before it has to be written anew.
        assert abs(reckoned - float(text.replace(",", ""))) < reckoned / 10, (column, reckoned)


def test_the_floor_of_provisioned_throughput_is_that_of_the_containers_there_are() -> None:
    production = sources().texts["infra/main.prod.bicepparam"]
    larger = dict(re.findall(r"^  '?([a-z-]+)'?: (\d+)$", production, re.MULTILINE))
    contexts = sources().topology.contexts.values()
    names = [container.name for each in contexts for container in each.containers]
    assert larger.keys() <= set(names)
    count = len(names) + sum(bool(each.leases) for each in contexts)
    most = sum(map(int, larger.values())) + 1000 * (count - len(larger))
    page = " ".join((ROOT / "docs/deploy.md").read_text("utf-8").split())
    said = f"{count - len(larger)} containers that may grow to 1,000 RU/s and {len(larger)} to 4,000 are {most:,} RU/s"
    assert said in page
    assert f"{most // 10 // 100 * 730:,}" in page
