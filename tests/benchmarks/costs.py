"""What a command costs: it runs in a process of its own, and the system tells its CPU seconds and its peak of memory."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

KG = (sys.executable, "-m", "kg.cli")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of all threads, seconds that passed, the peak of memory in MB, how many bytes it printed, and its exit code."""

    cpu: float
    wall: float
    peak: float
    printed: int
    code: int


def cost(command: Sequence[str | Path], patience: float = 3600) -> Cost:
    """What the command costs; who needs longer than `patience` is ended."""
    with TemporaryFile() as printed:
        start = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), stdout=printed, env=os.environ | ONE_THREAD)
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            if time.monotonic() - start > patience:
                process.kill()
            time.sleep(0.01)
        _, status, usage = ended
        process.returncode = os.waitstatus_to_exitcode(status)
        passed = time.monotonic() - start
        return Cost(usage.ru_utime + usage.ru_stime, passed, usage.ru_maxrss / 1024, printed.tell(), process.returncode)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The b of cost = a × size^b that fits best: least squares on the logarithms.

    >>> round(exponent([1, 10, 100], [3, 30, 300]), 6)
    1.0
    """
    xs, ys = ([math.log(value) for value in values] for values in (sizes, costs))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((one - x) * (other - y) for one, other in zip(xs, ys, strict=True)) / sum((one - x) ** 2 for one in xs)
