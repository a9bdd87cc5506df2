"""Loaded by a child before its first line: no way out, and every look-up is written down.

Set ``GUARD_RECORD`` to a file. What is looked up or connected to goes there, one a line, whoever
asks in Python (by audit events); with ``resolving.c`` preloaded, whoever asks in C or Rust, too.
With ``GUARD_KILL`` the kernel ends the process when anybody in it connects a socket, or makes one
of the internet that needs no connecting. Making others is no harm: urllib3 tries ::1 so.
"""

import ctypes
import os
import platform
import sys

RECORD = os.environ["GUARD_RECORD"]
WATCHED = {
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname",
    "socket.getnameinfo", "socket.sendto",
}  # fmt: skip

# For each kind of machine: how the kernel calls it, and its numbers of socket(2) and connect(2).
MACHINES = {"x86_64": (0xC000003E, 41, 42), "aarch64": (0xC00000B7, 198, 203)}

LOAD, AND, EQUALS, RETURN = 0x20, 0x54, 0x15, 0x06  # instructions of the kernel's filters
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
NUMBER, ARCHITECTURE, DOMAIN, KIND = 0, 4, 16, 24  # offsets in what a filter sees
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
AF_INET, AF_INET6, SOCK_STREAM = 2, 10, 1


class Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("first", ctypes.POINTER(Instruction)))


def record(event: str, arguments: tuple[object, ...]) -> None:
    if event not in WATCHED:
        return
    to = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
    if isinstance(to, str | bytes) and event in ("socket.connect", "socket.sendto"):
        return  # a socket in the file system
    with open(RECORD, "a", encoding="utf-8") as file:  # noqa: PTH123 - nothing more than needed
        file.write(f"{event} {to!r}\n")


def forbid() -> None:
    architecture, socket, connect = MACHINES[platform.machine()]
    steps = [  # (what, how many to leave out if true, if false, value)
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUALS, 0, 9, architecture),
        (LOAD, 0, 0, NUMBER),
        (EQUALS, 8, 0, connect),
        (EQUALS, 0, 6, socket),
        (LOAD, 0, 0, DOMAIN),
        (EQUALS, 1, 0, AF_INET6),
        (EQUALS, 0, 3, AF_INET),
        (LOAD, 0, 0, KIND),
        (AND, 0, 0, 0xF),  # less the flags
        (EQUALS, 0, 1, SOCK_STREAM),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, KILL_PROCESS),
    ]
    filters = (Instruction * len(steps))(*(Instruction(*step) for step in steps))
    program = Program(len(steps), filters)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")


sys.addaudithook(record)
if os.environ.get("GUARD_KILL"):
    forbid()
