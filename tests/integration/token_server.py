"""The token server of a registry's bearer authentication, as Docker Hub has one.

token_server.py DIR USER PASSWORD: signs with DIR/token.key (certificate
DIR/token.crt), prints "realm http://127.0.0.1:PORT/token" and serves. Whoever
asks may pull; with USER and PASSWORD (basic authentication, or the form of an
OAuth2 POST) everything is granted. Wrong credentials get 401.
"""

import base64
import http.server
import json
import secrets
import subprocess
import sys
import time
import urllib.parse

folder, user, password = sys.argv[1:4]


def url_base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(claims):
    pem = open(f"{folder}/token.crt").read()
    certificate = "".join(line for line in pem.splitlines() if not line.startswith("-"))
    header = {"typ": "JWT", "alg": "RS256", "x5c": [certificate]}
    text = ".".join(url_base64(json.dumps(part).encode()) for part in (header, claims))
    command = ["openssl", "dgst", "-sha256", "-sign", f"{folder}/token.key"]
    signature = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    return f"{text}.{url_base64(signature)}"


def access(scopes, may_push):
    granted = []
    for scope in scopes:
        kind, rest = scope.split(":", 1)
        name, actions = rest.rsplit(":", 1)
        allowed = [a for a in actions.split(",") if may_push or a == "pull"]
        granted.append({"type": kind, "name": name, "actions": allowed})
    return granted


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        authorization = self.headers.get("Authorization")
        wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        if authorization is not None and authorization != wanted:
            return self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong credentials"}]})
        self.grant(query, authorization is not None)

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("username") != [user] or form.get("password") != [password]:
            return self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong credentials"}]})
        self.grant(form, True)

    def grant(self, query, may_push):
        scopes = [scope for value in query.get("scope", []) for scope in value.split(" ")]
        now = int(time.time())
        token = sign({"iss": "test-issuer", "sub": user if may_push else "", "aud": query["service"][0],
                      "iat": now, "nbf": now - 10, "exp": now + 300, "jti": secrets.token_hex(8),
                      "access": access(scopes, may_push)})
        self.answer(200, {"token": token, "access_token": token, "expires_in": 300})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"realm http://127.0.0.1:{server.server_port}/token", flush=True)
server.serve_forever()
