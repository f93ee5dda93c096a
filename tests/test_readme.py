"""The README's first command, as a newcomer types it: a fresh environment, the sample trust, a sign-in each.

Its second command, the one that runs these tests, is what ``.ci/run`` runs.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.laws.source import files

MOST_SECONDS = 900
ROLES = {
    "trust_executive",
    "headteacher",
    "senco",
    "class_teacher",
    "governor",
    "data_manager",
    "data_protection_officer",
    "administrator",
}


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A running ``afa demo``: where it was installed, what it keeps and where it answers."""

    checkout: Path
    home: Path
    address: str
    printed: Path


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def newcomers_environment(home: Path) -> dict[str, str]:
    """The environment without anything of this test run; ``python3`` is the Python that runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AFA_", "PYTHON", "VIRTUAL_ENV"))}
    return {**kept, "AFA_HOME": str(home), "PATH": f"{sys.base_prefix}/bin{os.pathsep}{os.environ['PATH']}"}


def status_of(address: str) -> int:
    """The status with which an address answers; 0 where nothing listens."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


def wait_until_ready(running: subprocess.Popen[bytes], *, address: str, printed: Path) -> None:
    """Return when ``/healthz`` answers 200; fail with what was printed where the command ends or takes too long."""
    end = time.monotonic() + MOST_SECONDS
    while status_of(f"{address}/healthz") != 200:
        if running.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the README's command did not serve:\n{printed.read_text(encoding='utf-8')[-4000:]}")
        time.sleep(0.5)


@pytest.fixture(scope="module")
def demo(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The first command of the README, run in a fresh copy of the project."""
    folder = tmp_path_factory.mktemp("newcomer")
    for path in files(root):
        copy = folder / "checkout" / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    port = free_port()
    made = Demo(
        checkout=folder / "checkout",
        home=folder / "home",
        address=f"http://127.0.0.1:{port}",
        printed=folder / "printed.txt",
    )
    command = re.search(r"^python3 -m venv .*afa demo$", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert command is not None
    with made.printed.open("wb") as printed:
        running = subprocess.Popen(
            ["bash", "-c", f"{command.group()} --port {port}"],
            cwd=made.checkout,
            env=newcomers_environment(made.home),
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(running, address=made.address, printed=made.printed)
        yield made
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait()


def sign_in(demo: Demo, *, username: str, password: str) -> tuple[int, str]:
    """Sign in over HTTP as a browser would: the status and the address of the page one lands on."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(f"{demo.address}/sign-in") as page:
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
    assert token is not None
    form = {"csrf_token": token.group(1), "username": username, "password": password, "next": ""}
    with browser.open(f"{demo.address}/sign-in", data=urllib.parse.urlencode(form).encode()) as page:
        return page.status, page.url


def test_sign_ins_are_written_beside_the_databases_and_each_works(demo: Demo) -> None:
    people = json.loads((demo.home / "sample-sign-ins.json").read_text(encoding="utf-8"))
    assert {person["role"] for person in people} == ROLES
    for person in people:
        status, landed = sign_in(demo, username=person["username"], password=person["password"])
        assert status == 200, person["role"]
        assert urllib.parse.urlsplit(landed).path == urllib.parse.urlsplit(person["lands_on"]).path


def test_address_and_every_sign_in_are_printed(demo: Demo) -> None:
    printed = demo.printed.read_text(encoding="utf-8")
    assert demo.address in printed
    for person in json.loads((demo.home / "sample-sign-ins.json").read_text(encoding="utf-8")):
        assert re.search(rf"{re.escape(person['username'])}\s+{re.escape(person['password'])}", printed)


def test_stranger_is_sent_to_sign_in(demo: Demo) -> None:
    with urllib.request.urlopen(f"{demo.address}/progress", timeout=30) as page:
        assert urllib.parse.urlsplit(page.url).path == "/sign-in"
    assert status_of(f"{demo.address}/_dash-layout") == 401


def test_wheel_holds_the_whole_product(demo: Demo, root: Path) -> None:
    """What is installed without a checkout is everything: styles, mappings, definitions, templates, migrations."""
    own = [path.relative_to(root) for path in files(root)]
    wanted = {Path("dashboard") / path if path.parts[0] == "assets" else path for path in own}
    wanted = {path for path in wanted if path.parts[0] in {"dashboard", "data_loaders"}}
    (installed,) = (demo.checkout / ".venv").glob("lib/python3*/site-packages")
    assert {path.as_posix() for path in wanted if not (installed / path).is_file()} == set()
    assert {path.suffix for path in wanted} >= {".py", ".toml", ".html", ".css", ".js", ".woff2"}
    assert not (installed / "tests").exists()
