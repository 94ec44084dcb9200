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


algorithm = os.environ.get("ALGORITHM", "sha256")
manifest_type = os.environ.get("MANIFEST_TYPE", "application/vnd.oci.image.manifest.v1+json")
config_type = os.environ.get("CONFIG_TYPE", "application/vnd.oci.image.config.v1+json")
# Of the layers, one after another; the last one's is that of all that follow.
layer_types = os.environ.get("LAYER_TYPES", "application/vnd.oci.image.layer.v1.tar+gzip").split(" ")


def digest_of(data):
    return hashlib.new(algorithm, data).hexdigest()


def blob(data, media_type):
    digest = digest_of(data)
    with open(f"{layout}/blobs/{algorithm}/{digest}", "wb") as out:
        out.write(data)
    descriptor = {"mediaType": media_type, "digest": f"{algorithm}:{digest}", "size": len(data)}
    if "nondistributable" in media_type or "foreign" in media_type:
        descriptor["urls"] = ["https://nowhere.invalid/layer"]
    return descriptor


os.makedirs(f"{layout}/blobs/{algorithm}", exist_ok=True)
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
    layer_type = layer_types[min(number, len(layer_types) - 1)]
    layers.append(blob(gzip.compress(data, 1, mtime=0) if "gzip" in layer_type else data, layer_type))
    diff_ids.append(f"{algorithm}:{digest_of(data)}")
    history.append({"created": created, "created_by": f"layer {number} of {name}", "comment": "made for a test"})
history.append({"created": created, "created_by": "CMD of " + name, "empty_layer": True})

image = {"created": created, "author": "a test", "architecture": architecture, "os": "linux", "config": config,
         "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history}
manifest = {"schemaVersion": 2, "mediaType": manifest_type,
            "config": blob(json.dumps(image).encode(), config_type), "layers": layers}
entry = blob(json.dumps(manifest).encode(), manifest_type)
entry["annotations"] = {"org.opencontainers.image.ref.name": name}
index["manifests"].append(entry)
with open(f"{layout}/index.json", "w") as out:
    json.dump(index, out)
