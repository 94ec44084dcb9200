"""A registry that does wrong, in the way that the repository's name says.

hostile_registry.py: prints "listening on 127.0.0.1:PORT", then a line for each
request. The tag is always "1". A repository "good" does nothing wrong.
"""

import http.server
import json
import sys
import threading
import time

import image_maker
from image_maker import INDEX, MANIFEST, Image, digest, index_of

images = {}
seen = {}
gate = threading.Event()  # GET /open opens it


def image(name):
    if name not in images:
        images[name] = make(name)
    return images[name]


def make(name):
    if name == "index":
        return index_of(["linux/amd64", "linux/arm64"])
    made = Image(name)
    first = made.layers[0]
    if name == "wrong-diff-id":
        made.config["rootfs"]["diff_ids"][0] = digest(b"other")
    elif name == "too-few-diff-ids":
        made.config["rootfs"]["diff_ids"].pop()
    elif name == "not-compressed":
        made.layers[0] = made.add(first["mediaType"], b"neither gzip nor tar" * 100)
    elif name == "traversal":
        made.layers[0] = {**first, "digest": "sha256:../../../../etc/passwd"}
    elif name == "negative-size":
        made.layers[0] = {**first, "size": -1}
    elif name == "foreign-url":
        made.layers[0] = {**first, "urls": [f"http://{address}/v2/stolen/"]}
        del made.blobs[first["digest"]]
    elif name == "unknown-layer":
        made.layers[0] = {**first, "mediaType": "application/vnd.example.encrypted"}
    elif name == "escaping-tar":
        made = Image(tars=[image_maker.tar([("../../../../../../../../tmp/escaped", b"x")])])
    if name == "artifact":
        config = made.add("application/vnd.example+json", b"{}")
        made.seal(config=config)
    elif name == "two-types":
        made.seal(manifests=[])
    elif name == "schema-1":
        made.seal(mediaType="application/vnd.docker.distribution.manifest.v1+prettyjws")
    else:
        made.seal()
    return made


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        parts = self.path.split("/")
        if self.path == "/v2/":
            return self.answer(200, b"{}")
        if self.path == "/open":
            gate.set()
            return self.answer(200, b"")
        if self.path.startswith("/v1/search?"):
            return self.search()
        name, kind, what = parts[2], parts[3], parts[4]
        if kind == "tags":
            return self.answer(200, b'{"tags":["1"]}')
        made = image(name)
        if kind == "manifests":
            return self.manifest(name, made, made.manifest["digest"] if what == "1" else what)
        turn = seen[name, what] = seen.get((name, what), 0) + 1
        if what == made.layers[0]["digest"]:
            return self.layer(name, made.blobs.get(what), turn)
        self.answer(200, made.blobs[what])

    def manifest(self, name, made, key):
        if name == "busy":
            return self.answer(429, b'{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}', {"Retry-After": "700"})
        if name == "busy-once" and not seen.setdefault(name, 0):
            seen[name] = 1
            return self.answer(429, b"", {"Retry-After": "1"})
        if name == "wrong-manifest-digest":
            return self.answer(200, made.blobs[key], {"Content-Type": MANIFEST, "Docker-Content-Digest": digest(b"x")})
        if name == "huge-manifest":
            return self.answer(200, b" " * (5 << 20), {"Content-Type": MANIFEST})
        if name == "deep-manifest":
            return self.answer(200, b"[" * 100_000, {"Content-Type": MANIFEST})
        if name == "wrong-type":
            return self.answer(200, made.blobs[key], {"Content-Type": INDEX})
        data = made.blobs[key]
        headers = {"Content-Type": json.loads(data)["mediaType"], "Docker-Content-Digest": key}
        if name == "deprecated":
            headers["Warning"] = '299 - "this registry moves \\"soon\\""'
        if name == "limited":
            headers |= {"RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "76;w=21600"}
        self.answer(200, data, headers)

    def search(self):
        """What Docker Hub says; of terms with "none" in them there is no such API."""
        if "none" in self.path:
            return self.answer(404, b"")
        results = [
            {"name": "web", "description": "A server\nfor the web\x1b[2J", "star_count": 20, "is_official": True},
            {"name": "me/web", "description": "x" * 60, "star_count": 3, "is_official": False},
        ]
        self.answer(200, json.dumps({"results": results}).encode())

    def layer(self, name, data, turn):
        if name == "corrupt":
            data = data[:1000] + bytes([data[1000] ^ 1]) + data[1001:]
        elif name == "longer":
            data += b"more"
        elif name == "redirect-metadata":
            return self.answer(307, b"", {"Location": "http://169.254.169.254/latest/meta-data/"})
        elif name == "redirect-file":
            return self.answer(307, b"", {"Location": "file:///etc/passwd"})
        elif name == "once-unavailable" and turn == 1:
            return self.answer(503, b"")
        elif name == "endless":
            return self.endless()
        elif name in ("truncated", "stalled") or (turn == 1 and (name == "flaky" or name.startswith("stalled-once"))):
            return self.part(data, name.startswith("stalled"))
        elif name == "gated":
            self.part(data, False)
            gate.wait()
            return self.wfile.write(data[len(data) // 2 :])
        if data is None:
            return self.answer(404, b"{}")
        if name == "drip":
            return self.drip(data)
        start = self.headers.get("Range", "")
        if start.startswith("bytes="):
            start = int(start[6:-1])
            print(f"{name} from byte {start}", flush=True)
            content_range = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
            return self.answer(206, data[start:], content_range)
        self.answer(200, data)

    def drip(self, data):
        """37,001 bytes from where the client asks for them, and the connection is lost."""
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        rest = data[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[:37001])
        self.close_connection = True

    def part(self, data, stall):
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.wfile.flush()
        print("stalled", flush=True)
        if stall:
            time.sleep(3600)
        self.close_connection = True

    def endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            print("the client has left", flush=True)
        self.close_connection = True

    def answer(self, status, data, headers={}):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, message, *args):
        print(message % args, flush=True)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
address = "127.0.0.1:%d" % server.server_address[1]
print(f"listening on {address}", flush=True)
server.serve_forever()
