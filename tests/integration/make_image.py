#!/usr/bin/python3
"""make_image.py LAYOUT NAME CONFIG TAR...: adds an image to an OCI layout (see images.bash)."""
import gzip
import hashlib
import json
import os
import sys

layout, name, config, tars = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4:]
created = os.environ.get("CREATED", "2026-01-02T03:04:05Z")
architecture = os.environ.get("OS_ARCH", "amd64" if os.uname().machine == "x86_64" else "arm64")


def blob(data, media_type):
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{layout}/blobs/sha256/{digest}", "wb") as out:
        out.write(data)
    return {"mediaType": "application/vnd.oci.image." + media_type, "digest": "sha256:" + digest, "size": len(data)}


os.makedirs(f"{layout}/blobs/sha256", exist_ok=True)
with open(f"{layout}/oci-layout", "w") as out:
    json.dump({"imageLayoutVersion": "1.0.0"}, out)
index = {"schemaVersion": 2, "manifests": []}
if os.path.exists(f"{layout}/index.json"):
    with open(f"{layout}/index.json") as text:
        index = json.load(text)

layers, diff_ids, history = [], [], []
for number, path in enumerate(tars):
    with open(path, "rb") as tar:
        data = tar.read()
    layers.append(blob(gzip.compress(data, 1, mtime=0), "layer.v1.tar+gzip"))
    diff_ids.append("sha256:" + hashlib.sha256(data).hexdigest())
    history.append({"created": created, "created_by": f"layer {number} of {name}", "comment": "made for a test"})
history.append({"created": created, "created_by": "CMD of " + name, "empty_layer": True})

image = {"created": created, "author": "a test", "architecture": architecture, "os": "linux", "config": config,
         "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history}
manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": blob(json.dumps(image).encode(), "config.v1+json"), "layers": layers}
entry = blob(json.dumps(manifest).encode(), "manifest.v1+json")
entry["annotations"] = {"org.opencontainers.image.ref.name": name}
index["manifests"].append(entry)
with open(f"{layout}/index.json", "w") as out:
    json.dump(index, out)
