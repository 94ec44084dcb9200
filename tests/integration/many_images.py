#!/usr/bin/python3
"""many_images.py STORE NAME COUNT: puts COUNT images into an OCI layout that differ from one of it in a label."""
import hashlib
import json
import sys

store, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def read(digest):
    with open(f"{store}/blobs/{digest.replace(':', '/')}", encoding="utf-8") as file:
        return json.load(file)


def put(document, media_type):
    data = json.dumps(document).encode()
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{store}/blobs/sha256/{digest}", "wb") as out:
        out.write(data)
    return {"mediaType": media_type, "digest": "sha256:" + digest, "size": len(data)}


with open(f"{store}/index.json", encoding="utf-8") as file:
    index = json.load(file)
key = "org.opencontainers.image.ref.name"
entry = next(one for one in index["manifests"] if one["annotations"][key].startswith(name + ":"))
manifest = read(entry["digest"])
config = read(manifest["config"]["digest"])
for number in range(count):
    config["config"]["Labels"] = {"number": str(number)}
    manifest["config"] = put(config, manifest["config"]["mediaType"])
    made = put(manifest, entry["mediaType"])
    made["annotations"] = {key: f"{name}:many-{number}"}
    index["manifests"].append(made)
with open(f"{store}/index.json", "w", encoding="utf-8") as out:
    json.dump(index, out)
