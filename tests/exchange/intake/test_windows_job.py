"""The limits that Windows is asked for, as far as they can be looked at elsewhere."""

import ctypes
import sys

import pytest

from community_desk.exchange.intake import windows_job


def test_the_structure_has_the_size_that_windows_expects() -> None:
    wanted = windows_job.extended_limits(1536 * 1024 * 1024)
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h: 144 bytes on 64-bit Windows, 112 on 32-bit.
    assert ctypes.sizeof(wanted) == (144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)


def test_the_limit_and_its_flag_are_set() -> None:
    wanted = windows_job.extended_limits(1234)
    assert wanted.ProcessMemoryLimit == 1234
    assert wanted.BasicLimitInformation.LimitFlags & windows_job.JOB_OBJECT_LIMIT_PROCESS_MEMORY


def test_it_is_for_windows_only() -> None:
    if sys.platform != "win32":
        with pytest.raises(OSError, match="Windows"):
            windows_job.limit_memory(1)
