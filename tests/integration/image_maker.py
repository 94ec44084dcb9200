"""Small images for the tests, made without any tool under test.

image_maker.py LAYOUT NAME [PLATFORM...]: writes an OCI image layout whose one
name is NAME; with platforms NAME is an index of an image for each.

An image has two layers. The second has an entry in etc/ without one for etc/
itself, and removes etc/removed.
"""

import gzip
import hashlib
import io
import json
import os
import random
import sys
import tarfile

OCI = "application/vnd.oci.image."
INDEX, MANIFEST, CONFIG = OCI + "index.v1+json", OCI + "manifest.v1+json", OCI + "config.v1+json"
LAYER = OCI + "layer.v1.tar+gzip"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar(entries):
    """A tar of (name, content); a name that ends with "/" is a folder."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name.rstrip("/"))
            info.mode = 0o755 if name.endswith("/") else 0o644
            info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def layers(text):
    noise = random.Random(text).randbytes(400_000)
    first = [("bin/", b""), ("etc/", b""), ("etc/name", text.encode()), ("etc/removed", b"x"), ("bin/noise", noise)]
    return [tar(first), tar([("etc/added", b"added"), ("etc/.wh.removed", b"")])]


class Image:
    """Blobs by digest, and the descriptor of the manifest."""

    def __init__(self, text="linux/amd64", tars=None):
        self.blobs = {}
        os_name, architecture = text.split("/")[:2] if "/" in text else ("linux", "amd64")
        tars = layers(text) if tars is None else tars
        blobs = [gzip.compress(one, mtime=0) for one in tars]
        self.config = {
            "architecture": architecture,
            "os": os_name,
            "config": {"Cmd": ["/bin/sh"]},
            "rootfs": {"type": "layers", "diff_ids": [digest(one) for one in tars]},
        }
        self.layers = [self.add(LAYER, one) for one in blobs]
        self.seal()

    def add(self, media_type, data):
        self.blobs[digest(data)] = data
        return {"mediaType": media_type, "digest": digest(data), "size": len(data)}

    def seal(self, **changes):
        """Makes config and manifest anew; `changes` replace members of the manifest."""
        config = self.add(CONFIG, json.dumps(self.config).encode())
        document = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": self.layers, **changes}
        self.manifest = self.add(document["mediaType"], json.dumps(document).encode())


def index_of(platforms):
    """An image that is an index."""
    whole = Image(platforms[0])
    entries = []
    for platform in platforms:
        one = Image(platform)
        whole.blobs.update(one.blobs)
        os_name, architecture = platform.split("/")[:2]
        entries.append({**one.manifest, "platform": {"os": os_name, "architecture": architecture}})
    document = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    whole.manifest = whole.add(INDEX, json.dumps(document).encode())
    return whole


def write_layout(folder, name, image):
    os.makedirs(f"{folder}/blobs/sha256", mode=0o700, exist_ok=True)
    for key, data in image.blobs.items():
        with open(f"{folder}/blobs/{key.replace(':', '/')}", "wb") as blob:
            blob.write(data)
    entry = {**image.manifest, "annotations": {"org.opencontainers.image.ref.name": name}}
    for file, document in (
        ("oci-layout", {"imageLayoutVersion": "1.0.0"}),
        ("index.json", {"schemaVersion": 2, "manifests": [entry]}),
    ):
        with open(f"{folder}/{file}", "w") as out:
            json.dump(document, out)


if __name__ == "__main__":
    layout, image_name, *wanted = sys.argv[1:]
    write_layout(layout, image_name, index_of(wanted) if wanted else Image())
