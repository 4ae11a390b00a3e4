# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operator of three machines is given says what must hold, and the tests run on the very same files."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from answerable.core.health import may_log_values
from tests.three_machines import machines

GUIDE = machines.FILES / "README.md"
OPERATE = machines.FILES.parents[1] / "docs" / "operate.md"
LOOPBACK = ["127.1.2.1", "127.1.2.2", "127.1.2.3"]


@pytest.fixture(scope="module")
def patroni() -> dict[str, Any]:
    return dict(yaml.safe_load((machines.FILES / "patroni.yml").read_text("utf-8")))


def test_an_acknowledged_write_is_on_two_machines(patroni: dict[str, Any]) -> None:
    everywhere, here = patroni["bootstrap"]["dcs"], patroni["postgresql"]["parameters"]
    assert everywhere["synchronous_mode"] is True
    assert everywhere["synchronous_mode_strict"] is True
    assert everywhere["synchronous_node_count"] == 1
    assert [here[name] for name in ("synchronous_commit", "fsync", "full_page_writes")] == ["on"] * 3
    assert not patroni["tags"]["nosync"]


def test_the_lead_is_never_taken_back_without_comparing(patroni: dict[str, Any]) -> None:
    """Patroni 3.0 does so with the newer interface of etcd; the tests that stop a leader and let it go on saw it."""
    assert "etcd" in patroni
    assert "etcd3" not in patroni
    assert machines.settings("etcd.env")["ETCD_ENABLE_V2"] == "true"


def test_a_lost_leader_is_followed_within_half_a_minute(patroni: dict[str, Any]) -> None:
    everywhere = patroni["bootstrap"]["dcs"]
    assert everywhere["loop_wait"] + 2 * everywhere["retry_timeout"] <= everywhere["ttl"] <= 20
    assert patroni["postgresql"]["parameters"]["wal_sender_timeout"] == "10s"


def test_nothing_of_anybody_comes_into_a_log(patroni: dict[str, Any]) -> None:
    here = patroni["postgresql"]["parameters"]
    of_the_role = dict(re.findall(r"ALTER ROLE answerable SET (\w+) = '(\w+)'", role()))
    assert not may_log_values({name: str(value) for name, value in here.items()} | of_the_role)
    assert here["log_statement"] == "none"
    assert here["log_error_verbosity"] == "terse"
    assert here["log_parameter_max_length"] == here["log_parameter_max_length_on_error"] == 0
    assert here["log_connections"] == here["log_disconnections"] == here["log_lock_waits"] == "off"
    assert not {"%h", "%r", "%u", "%d", "%a"} & set(re.findall(r"%\w", here["log_line_prefix"]))


def test_lines_between_machines_are_sealed_and_known(patroni: dict[str, Any]) -> None:
    rules = [rule.split() for rule in patroni["postgresql"]["pg_hba"]]
    assert all(rule[0] in ("local", "hostssl") for rule in rules)
    assert all(rule[-1] == ("peer" if rule[0] == "local" else "scram-sha-256") for rule in rules)
    assert [rule[1:3] for rule in rules if "answerable" in rule] == [["answerable", "answerable"]]
    assert patroni["restapi"]["verify_client"] == "required"
    assert patroni["etcd"]["protocol"] == "https"
    own = machines.settings("etcd.env")
    assert own["ETCD_CLIENT_CERT_AUTH"] == own["ETCD_PEER_CLIENT_CERT_AUTH"] == "true"
    assert not [value for name, value in own.items() if "http://" in value]


def role() -> str:
    return (machines.FILES / "role.sql").read_text("utf-8")


def test_the_role_is_no_superuser() -> None:
    assert "CREATE ROLE answerable LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;" in role()
    assert "OWNER answerable ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0" in role()
    assert "PASSWORD" not in role()


@pytest.mark.parametrize("name", ["node.env", "etcd.env"])
def test_what_differs_from_machine_to_machine_is_what_the_files_say(name: str) -> None:
    """The first part of each, and nothing else; no address of the guide is left."""
    each = [machines.filled(name, machine, LOOPBACK) for machine in machines.NAMES]
    text = (machines.FILES / name).read_text("utf-8")
    first = set(re.findall(r"^([A-Z0-9_]+)=", text.split("\n\n")[0], re.M))
    differs = {key for key in each[0] if len({one[key] for one in each}) > 1}
    assert differs == first
    assert "10.0.0." not in json.dumps(each)


def test_no_password_is_given_with_the_files() -> None:
    """A copy of the folder that nobody filled in lets nobody in."""
    assert [value for name, value in machines.settings("node.env").items() if "PASSWORD" in name] == ["", ""]


def test_no_guide_puts_a_password_on_a_command_line() -> None:
    """Everybody on a machine can read the command lines of others, and a shell keeps them."""
    for guide in (GUIDE, OPERATE):
        text = guide.read_text("utf-8")
        assert re.findall(r"postgres(?:ql)?://[^\s/@]*:[^\s@]*@", text) == []
        assert re.findall(r"PASSWORD '", text) == []
        assert "passfile=" in text


def test_a_certificate_names_its_machine(tmp_path: Path) -> None:
    made = tmp_path / "tls"
    subprocess.run([machines.FILES / "certificates", made, "one=10.0.0.1", "two=db2.example.org,10.0.0.2"], check=True)
    authority = (made / "ca.crt").read_bytes()
    subprocess.run([machines.FILES / "certificates", made, "three=10.0.0.3"], check=True)
    assert (made / "ca.crt").read_bytes() == authority
    for name, address in {"one": "10.0.0.1", "two": "10.0.0.2", "three": "10.0.0.3"}.items():
        command = ["openssl", "verify", "-CAfile", made / "ca.crt", "-verify_ip", address, made / name / "node.crt"]
        assert subprocess.run(command, capture_output=True).returncode == 0
        assert (made / name / "node.key").stat().st_mode & 0o077 == 0
        assert not (made / name / "ca.key").exists()
    command = ["openssl", "verify", "-CAfile", made / "ca.crt", "-verify_ip", "10.0.0.9", made / "one" / "node.crt"]
    assert subprocess.run(command, capture_output=True).returncode != 0


def test_the_guide_names_each_file() -> None:
    guide = GUIDE.read_text("utf-8")
    assert [one.name for one in machines.FILES.iterdir() if f"`{one.name}`" not in guide and one != GUIDE] == []
