"""Terraform and its AWS provider, as they are, against the emulator: every kind of resource once."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REGION, SOURCES, Emulator, run_emulator

pytestmark = pytest.mark.terraform

# the provider waits ten minutes before it asks whether a file system is gone
SLOW_TO_DELETE = "aws_fsx_lustre_file_system.scratch"


class Terraform:
    """Terraform in a copy of the folder, led to the emulator by nothing but environment variables."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.folder = folder
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
            "AWS_ENDPOINT_URL": emulator.url,
            "AWS_ACCESS_KEY_ID": "emulated",
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "TF_IN_AUTOMATION": "1",
        }

    def run(self, *args: str) -> tuple[int, str]:
        command = ["terraform", *args, "-no-color"]
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def must(self, *args: str) -> str:
        code, output = self.run(*args)
        assert code == 0, output[-6000:]
        return output


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    for running in run_emulator(tmp_path_factory.mktemp("emulator")):
        running.control_planes(emulated={"endpoint": "https://127.0.0.1:6443", "certificateAuthorityData": "Q0E="})
        running.post("connections", {"id": "dxcon-fg5678gh", "name": "on-prem"})
        running.aws("s3").create_bucket(
            Bucket="emulated-tfstate", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        yield running


def test_applies_plans_no_change_and_destroys(emulator: Emulator, tmp_path: Path) -> None:
    folder = shutil.copytree(SOURCES / "tests" / "every-resource", tmp_path / "every-resource")
    terraform = Terraform(emulator, folder)
    terraform.must("init", "-input=false")
    assert "Apply complete!" in terraform.must("apply", "-auto-approve", "-input=false", "-parallelism=20")
    code, plan = terraform.run("plan", "-detailed-exitcode", "-input=false")
    assert code == 0, plan[-6000:]
    assert "https://127.0.0.1:6443" in terraform.must("output", "endpoint")
    keys = [entry["Key"] for entry in emulator.aws("s3").list_objects_v2(Bucket="emulated-tfstate")["Contents"]]
    assert keys == ["emulated/every-resource.tfstate"]

    terraform.must("destroy", "-auto-approve", "-input=false", "-target=aws_fsx_data_repository_association.this")
    terraform.must("state", "rm", SLOW_TO_DELETE)
    (file_system,) = emulator.aws("fsx").describe_file_systems()["FileSystems"]
    emulator.aws("fsx").delete_file_system(FileSystemId=file_system["FileSystemId"])
    assert "Destroy complete!" in terraform.must("destroy", "-auto-approve", "-input=false", "-parallelism=20")
    assert emulator.aws("eks").list_clusters()["clusters"] == []
    assert emulator.get("instances") == []
    assert emulator.get("calls?answeredBy=nobody") == []


def test_a_second_run_is_kept_out_by_the_lock(emulator: Emulator, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "main.tf").write_text(
        'terraform {\n  backend "s3" {\n    bucket = "emulated-tfstate"\n    key = "locked.tfstate"\n'
        f'    region = "{REGION}"\n    use_lockfile = true\n  }}\n}}\noutput "x" {{\n  value = 1\n}}\n'
    )
    terraform = Terraform(emulator, folder)
    terraform.must("init", "-input=false")
    emulator.aws("s3").put_object(Bucket="emulated-tfstate", Key="locked.tfstate.tflock", Body=b'{"ID":"someone-else"}')
    code, output = terraform.run("apply", "-auto-approve", "-input=false", "-lock-timeout=0s")
    assert code == 1
    assert "Error acquiring the state lock" in output
    emulator.aws("s3").delete_object(Bucket="emulated-tfstate", Key="locked.tfstate.tflock")
    terraform.must("apply", "-auto-approve", "-input=false")
