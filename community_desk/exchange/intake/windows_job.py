"""A memory limit on Windows: the process puts itself into a Job object (winbase, `JOBOBJECT_*`).

The counterpart of RLIMIT_AS. Nested jobs exist since Windows 8, so it works where the program already runs in
one (a terminal server, a virtual environment's launcher).
"""

import ctypes
import sys

JOB_OBJECT_LIMIT_PROCESS_MEMORY = 0x0100
JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400
JOB_OBJECT_EXTENDED_LIMIT_INFORMATION = 9
SEM_FAILCRITICALERRORS = 0x0001
SEM_NOGPFAULTERRORBOX = 0x0002


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def extended_limits(limit: int) -> ctypes.Structure:
    """The structure that asks for a memory limit of so many bytes for the process."""
    wanted = _ExtendedLimits()
    wanted.BasicLimitInformation.LimitFlags = (
        JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
    )
    wanted.ProcessMemoryLimit = limit
    return wanted


def limit_memory(limit: int) -> None:
    """Lets this process commit at most `limit` bytes; more ends it. Raises OSError if Windows refuses."""
    if sys.platform != "win32":
        raise OSError("Job objects exist on Windows only")
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    # No dialog box when the reader aborts: nobody could close it.
    kernel.SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.SetInformationJobObject.argtypes = (
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_uint32,
    )
    kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    # The handle is left open on purpose: the job lives as long as this process.
    job = kernel.CreateJobObjectW(None, None)
    wanted = extended_limits(limit)
    size = ctypes.sizeof(wanted)
    done = job and kernel.SetInformationJobObject(
        job, JOB_OBJECT_EXTENDED_LIMIT_INFORMATION, ctypes.byref(wanted), size
    )
    if not done or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
        raise ctypes.WinError(ctypes.get_last_error())
