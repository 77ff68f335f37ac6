"""What a process of queries can no longer do: open sockets, start programs, write files, outlive its parent.

Linux only; elsewhere `screening` stands alone. https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 38, 22
SECCOMP_MODE_FILTER = 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # refuse: the call returns EPERM
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
X32 = 0x40000000
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = {
    "x86_64": {
        **{"socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50, "socketpair": 53},
        **{"fork": 57, "vfork": 58, "execve": 59, "ptrace": 101, "sendmmsg": 307, "process_vm_writev": 311, "execveat": 322},
        **{"io_uring_setup": 425, "pidfd_getfd": 438},
    },
    "aarch64": {
        **{"socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203, "sendto": 206, "sendmsg": 211},
        **{"ptrace": 117, "execve": 221, "sendmmsg": 269, "process_vm_writev": 271, "execveat": 281},
        **{"io_uring_setup": 425, "pidfd_getfd": 438},
    },
}


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def die_with_parent() -> None:
    """The kernel kills this process when its parent ends, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def close_network() -> bool:
    """Whether no thread that this process starts from now on can open a socket or run a program: the kernel refuses it."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in MACHINES:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    if library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: str) -> bytes:
    """The filter in classic BPF: a foreign architecture is killed, the calls are refused, all others pass."""
    numbers = sorted(CALLS[machine].values())
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, MACHINES[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, len(numbers) + 1, 0, X32)]
    steps += [(EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def write_no_files() -> None:
    """Files of this process cannot grow; pipes are none."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # Unix only

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(more: int) -> None:
    """This process may hold so many bytes more than it does now: an allocation beyond that fails, which ends it."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  # Unix only

        resource.setrlimit(resource.RLIMIT_DATA, (held_memory() + more, resource.RLIM_INFINITY))


def held_memory() -> int:
    """The bytes of this process that count for `limit_memory`; 0 where that does nothing.

    `man 5 proc_pid_statm`: the sixth number is data and stack.
    """
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  # opened anew for each query
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
