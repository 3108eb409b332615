"""One emulator for each module of tests, spoken to over its socket as every client does."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

ACCOUNT, REGION = "111122223333", "eu-north-1"

SOURCES = Path(__file__).resolve().parent.parent


@dataclass
class Emulator:
    """A running emulator: `aws(service)` is a client of it, `sandbox(...)` its own interface."""

    url: str
    clusters_file: Path
    calls_file: Path
    _clients: dict[str, Any] = field(default_factory=dict)

    def aws(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                endpoint_url=self.url,
                region_name=REGION,
                aws_access_key_id="emulated",
                aws_secret_access_key="emulated",
                config=Config(retries={"max_attempts": 1}),
            )
        return self._clients[service]

    def sandbox(self, path: str, body: Any = None, method: str | None = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/sandbox/{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def get(self, path: str) -> Any:
        status, answer = self.sandbox(path)
        assert status == 200, answer
        return answer

    def post(self, path: str, body: Any) -> Any:
        status, answer = self.sandbox(path, body)
        assert status == 200, answer
        return answer

    def control_planes(self, **planes: dict[str, str]) -> None:
        self.clusters_file.write_text(json.dumps(planes))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_emulator(folder: Path, *more: str, clusters: bool = True) -> Iterator[Emulator]:
    """Starts an emulator, gives it out and ends it."""
    port = free_port()
    clusters_file, calls_file = folder / "clusters.json", folder / "calls.jsonl"
    env = {
        **os.environ,
        "MOTO_ACCOUNT_ID": ACCOUNT,
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        "PYTHONPATH": str(SOURCES),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    env.pop("SANDBOX_CLUSTERS", None)
    if clusters:
        env["SANDBOX_CLUSTERS"] = str(clusters_file)
    command = [sys.executable, "-m", "emulator", "--port", str(port), "--region", REGION, "--calls", str(calls_file)]
    with (
        open(folder / "log", "w") as log,
        subprocess.Popen([*command, *more], env=env, stdout=log, stderr=log) as process,
    ):
        emulator = Emulator(f"http://127.0.0.1:{port}", clusters_file, calls_file)
        for _ in range(300):
            try:
                emulator.get("health")
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
        try:
            yield emulator
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    yield from run_emulator(tmp_path_factory.mktemp("emulator"))


@dataclass
class Network:
    """A VPC with one subnet in each of two zones, and a security group."""

    vpc: str
    subnets: dict[str, str]
    group: str


@pytest.fixture(scope="module")
def network(emulator: Emulator) -> Network:
    ec2 = emulator.aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.60.0.0/16")["Vpc"]["VpcId"]
    subnets = {
        zone: ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.60.{16 * number}.0/20", AvailabilityZone=zone)["Subnet"][
            "SubnetId"
        ]
        for number, zone in enumerate(["eu-north-1a", "eu-north-1b"])
    }
    group = ec2.create_security_group(GroupName="nodes", Description="nodes", VpcId=vpc)["GroupId"]
    return Network(vpc, subnets, group)


@pytest.fixture(scope="module")
def cluster(emulator: Emulator, network: Network) -> str:
    """A cluster named burst whose control plane the clusters file knows."""
    emulator.control_planes(burst={"endpoint": "https://127.0.0.1:6443", "certificateAuthorityData": "Q0E="})
    emulator.aws("eks").create_cluster(
        name="burst",
        version="1.35",
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/burst",
        resourcesVpcConfig={"subnetIds": list(network.subnets.values())},
        accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
    )
    return "burst"
