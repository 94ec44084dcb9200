#!/usr/bin/env python3
"""make_layers.py DIR FILES MEGABYTES LAYERS KIND: layer tars DIR/N.tar of the same files on every run.

Their content is this machine's own: programs (KIND binary) or headers and scripts (KIND text), so that it compresses as
real layers do; sizes are spread as in a distribution, where most files are small."""
import io
import os
import random
import sys
import tarfile

CORPUS = 64 << 20


def corpus(kind):
    top = {"binary": ["/usr/bin", "/usr/lib"], "text": ["/usr/include", "/usr/share", "/usr/lib/python3"]}[kind]
    found = bytearray()
    for root in top:
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if os.path.islink(path) or not os.path.isfile(path) or path.endswith((".gz", ".xz", ".png", ".a")):
                    continue
                with open(path, "rb") as file:
                    found += file.read(4 << 20)
                if len(found) >= CORPUS:
                    return bytes(found[:CORPUS])
    return bytes(found)


def main():
    directory, files, megabytes, layers, kind = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
    source, dice = corpus(kind), random.Random(1)
    weights = [dice.lognormvariate(0, 1.6) for _ in range(files)]
    scale = (megabytes << 20) / sum(weights)
    for layer in range(layers):
        with tarfile.open(f"{directory}/{layer}.tar", "w", format=tarfile.PAX_FORMAT) as tar:
            made = set()
            for number in range(layer, files, layers):
                folder = f"usr/layer{layer}/{number // layers // 400}/{number // layers // 20 % 20}"
                parts = folder.split("/")
                for path in ("/".join(parts[:i]) for i in range(1, len(parts) + 1)):
                    if path not in made:
                        made.add(path)
                        entry = tarfile.TarInfo(path)
                        entry.type, entry.mode, entry.mtime = tarfile.DIRTYPE, 0o755, 1700000000
                        tar.addfile(entry)
                entry = tarfile.TarInfo(f"{folder}/file-{number}")
                entry.size = min(int(weights[number] * scale), len(source) // 2)
                entry.mode, entry.mtime = 0o644, 1700000000
                start = dice.randrange(len(source) - entry.size)
                tar.addfile(entry, io.BytesIO(source[start : start + entry.size]))


main()
