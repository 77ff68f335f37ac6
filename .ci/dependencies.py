"""What kg depends on: `renew` writes the lock, the page of licences and the SBOM anew, `audit` looks for known vulnerabilities.

    .venv/bin/python .ci/dependencies.py renew              # after a change of the dependencies in pyproject.toml
    .venv/bin/python .ci/dependencies.py renew --upgrade    # the newest versions of all
    .venv/bin/python .ci/dependencies.py audit

Both need the network. `renew` fetches the wheels (some 400 MB) to read their licences, and runs nothing of them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from typing import Any

from locking import LOCK, NOTES, ROOT, pins, write_lock

SERVICES = ("pypi", "osv")
UNREACHABLE = re.compile(r"connect|resolve|timed? ?out|retries|redirecting|ServiceError|HTTPError", re.IGNORECASE)
PATIENCE = 600.0
"""Seconds in which a service must have told all."""


def renew(*, upgrade: bool) -> None:
    """Write the lock, the page of licences and the SBOM."""
    from inventory import PAGE, packages, page  # noqa: PLC0415  # they read the lock, and what an audit needs not
    from sbom import BILL, bill  # noqa: PLC0415

    write_lock(upgrade=upgrade)
    found = packages()
    PAGE.write_text(page(found), encoding="utf-8")
    BILL.write_text(bill(found), encoding="utf-8")
    for path in (LOCK, PAGE, BILL):
        print(path.relative_to(ROOT))


def audit() -> int:
    """Tell which locked packages have known vulnerabilities, by the first service that answers: the exit code, 1 if there are any.

    pip-audit skips a package that a service does not know, and finds no vulnerability where it knows none: here neither passes for audited.
    """
    for service in SERVICES:
        found, reason = _asked(service)
        audited = [package for package in found if "vulns" in package]
        if not audited:
            print(f"audit: {service}: told nothing ({reason})")
            continue
        left = [package["name"] for package in found if "vulns" not in package]
        advisories = [(package, advisory) for package in audited for advisory in package["vulns"]]
        print(f"audit: {service}: {len(audited)} packages audited, {len(advisories)} advisories")
        for package, advisory in advisories:
            mended = ", ".join(advisory["fix_versions"]) or "no version"
            print(f"  {package['name']} {package['version']}: {advisory['id']}, mended in {mended}")
        if left:
            print(f"  NOT AUDITED: {', '.join(left)}")
        return 1 if advisories else 0
    print(f"audit: NOT AUDITED: none of the {len(pins())} locked packages; run `.ci/dependencies.py audit` where one of these is reached")
    return 0


def _asked(service: str) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit learns of each locked package, and in case that is nothing, why: https://pypi.org/project/pip-audit/.

    Raises:
        SystemExit: pip-audit fails otherwise than for want of the network.
    """
    ignored = [f"--ignore-vuln={advisory}" for advisory in NOTES["advisories"]]
    options = ("--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off", f"--vulnerability-service={service}")
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), *options, *ignored]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)  # noqa: S603
    except subprocess.TimeoutExpired:
        return [], f"no answer in {PATIENCE:g} s"
    if not done.stdout.startswith("{"):
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        if not UNREACHABLE.search(last):
            raise SystemExit(f"audit: pip-audit failed: {last}")
        return [], last
    found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return found, next((package["skip_reason"] for package in found if "skip_reason" in package), "no package")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    renewing = commands.add_parser("renew")
    renewing.add_argument("--upgrade", action="store_true", help="the newest versions of all, not only of what no longer fits")
    commands.add_parser("audit")
    chosen = parser.parse_args()
    if chosen.command == "audit":
        return audit()
    renew(upgrade=chosen.upgrade)
    return 0


if __name__ == "__main__":
    sys.exit(main())
