"""compose.yaml and the configuration that it gives to Microsoft's Service Bus emulator, which is not run here."""

import re
from pathlib import Path
from typing import Any

import yaml

from local.servicebus_config import PATH, config, text
from shared.topology import topology

ROOT = Path(__file__).parents[2]


def namespace() -> dict[str, Any]:
    (found,) = config(topology())["UserConfig"]["Namespaces"]
    assert isinstance(found, dict)
    return found


def services() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert isinstance(found, dict)
    return found


class TestConfiguration:
    def test_the_file_is_that_of_the_topology(self) -> None:
        """`python -m local.servicebus_config` writes it anew."""
        assert PATH.read_text() == text(topology())

    def test_all_of_the_topology_is_there(self) -> None:
        """Queues, topics, and every subscription with its subjects."""
        found = namespace()
        assert [queue["Name"] for queue in found["Queues"]] == [queue.name for queue in topology().queues]
        assert {
            (
                topic["Name"],
                each["Name"],
                each["Properties"]["ForwardTo"],
                rule["Properties"]["CorrelationFilter"]["Label"],
            )
            for topic in found["Topics"]
            for each in topic["Subscriptions"]
            for rule in each["Rules"]
        } == {
            (each.topic, each.name, each.forward_to, subject)
            for each in topology().subscriptions
            for subject in each.subjects
        }

    def test_the_limits_of_the_emulator_are_kept(self) -> None:
        """Those of its schema: it does not start otherwise."""
        found = namespace()
        assert len(found["Queues"]) + len(found["Topics"]) <= 50
        for queue in found["Queues"]:
            assert 1 <= queue["Properties"]["MaxDeliveryCount"] <= 10
            assert 5 <= int(queue["Properties"]["LockDuration"].strip("PTS")) <= 300
        for topic in found["Topics"]:
            assert 5 <= int(topic["Properties"]["DuplicateDetectionHistoryTimeWindow"].strip("PTS")) <= 300
            assert 1 <= len(topic["Subscriptions"]) <= 50
            for subscription in topic["Subscriptions"]:
                for rule in subscription["Rules"]:
                    assert re.fullmatch(r"[A-Za-z0-9][\w\-./]*[A-Za-z0-9]", rule["Name"])
                    assert len(rule["Name"]) <= 50


class TestCompose:
    def test_what_is_mounted_exists(self) -> None:
        """Docker would make a directory of a file that is missing."""
        mounts = [volume for service in services().values() for volume in service.get("volumes", [])]
        assert mounts
        for mount in mounts:
            assert (ROOT / mount.split(":")[0]).is_file()

    def test_every_service_that_is_needed_is_there(self) -> None:
        """And nothing else, by Microsoft's names."""
        found = services()
        assert set(found) == {"cosmos", "servicebus", "sql", "azurite"}
        assert all(service["image"].startswith("mcr.microsoft.com/") for service in found.values())
        for service in found.values():
            assert set(service.get("depends_on", [])) <= set(found)

    def test_no_password_has_a_default(self) -> None:
        """Without one in the environment nothing starts."""
        given = [
            value
            for service in services().values()
            for value in service.get("environment", {}).values()
            if "$" in value
        ]
        assert len(given) == 4
        assert all(re.match(r"\$\{\w+:\?", value) for value in given)

    def test_nothing_listens_on_other_addresses(self) -> None:
        """An emulator is for this machine."""
        ports = [port for service in services().values() for port in service.get("ports", [])]
        assert ports
        assert all(port.startswith("127.0.0.1:") for port in ports)
