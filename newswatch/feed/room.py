"""Room for what is to be appended, asked for before a byte of it is written."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

#: fallocate(2): blocks for later, the size of the file stays as it is
_KEEP_SIZE = 1
#: the file system knows no such thing, or not here
_UNKNOWN = (errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


def reserve(folder: Path, fd: int, offset: int, size: int) -> None:
    """Have room for *size* bytes behind *offset*, so that no line is torn.

    Raises OSError as a write would. Where nothing can be reserved it asks how much is
    free, which is right unless somebody else is quicker.
    """
    free = os.statvfs(folder)
    if free.f_bavail * free.f_frsize < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    fallocate = getattr(ctypes.CDLL(None, use_errno=True), "fallocate", None)
    if fallocate is None:
        return
    place, length = ctypes.c_int64(offset), ctypes.c_int64(size)
    if fallocate(fd, _KEEP_SIZE, place, length) != 0:
        number = ctypes.get_errno()
        if number not in _UNKNOWN:
            raise OSError(number, os.strerror(number))
