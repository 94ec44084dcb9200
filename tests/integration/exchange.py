"""Exchanges two paths for ever (renameat2 with RENAME_EXCHANGE), as a hostile container does: exchange.py A B"""

import ctypes
import os
import sys

AT_FDCWD = -100
RENAME_EXCHANGE = 2
libc = ctypes.CDLL(None, use_errno=True)
a, b = (os.fsencode(path) for path in sys.argv[1:])
parent = os.getppid()
while os.getppid() == parent:
    if libc.renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) != 0:
        sys.exit(os.strerror(ctypes.get_errno()))
