#!/usr/bin/python3
"""compare_trees.py A B: says what differs in two trees: kind, mode, owner, time to the nanosecond, size, holes, links, xattrs."""
import os
import sys


def look(root):
    found = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files + ([b"."] if folder == root else []):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            is_folder = os.path.isdir(path) and not os.path.islink(path)
            xattrs = {}
            if not os.path.islink(path):
                xattrs = {key: os.getxattr(path, key) for key in os.listxattr(path)}
            found[os.path.relpath(path, root)] = {
                "mode": oct(status.st_mode), "owner": (status.st_uid, status.st_gid), "time": status.st_mtime_ns,
                "device": status.st_rdev, "xattrs": xattrs,
                "target": os.readlink(path) if os.path.islink(path) else None,
                "size": None if is_folder else status.st_size, "links": None if is_folder else status.st_nlink,
                "blocks": status.st_blocks if os.path.isfile(path) else None}
    return found


a, b = (look(os.fsencode(root)) for root in sys.argv[1:])
for path in sorted(a.keys() ^ b.keys()):
    print("only in one:", path)
for path in sorted(a.keys() & b.keys()):
    for key, value in a[path].items():
        if value != b[path][key]:
            print(path, key, value, b[path][key])
sys.exit(0 if a == b and a else 1)
