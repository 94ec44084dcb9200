#!/usr/bin/env python3
"""web_server.py DIR: a web server on a free loopback port, for what builds fetch.

/NAME        DIR/www/NAME with ETag and Last-Modified; NAME.plain: without either
/to/PATH     a redirect to /PATH
/named/NAME  the same file, with a Content-Disposition that leads out of its folder
/private/NAME  the same for who sends "Authorization: Bearer s3cret", /private/git/NAME for GitHub's form of that token
/away/PATH   a redirect to /PATH of this server under another name
/git/NAME    the repository DIR/git/NAME, through `git http-backend`

Standard output says "listening on PORT", then each request: "GET /x".
"""
import base64
import email.utils
import hashlib
import http.server
import os
import subprocess
import sys
import urllib.parse

ROOT = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        print(self.command, self.path, flush=True)

    def reply(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def git(self, body=b""):
        path, _, query = self.path.removeprefix("/git").partition("?")
        environment = dict(os.environ, GIT_PROJECT_ROOT=os.path.join(ROOT, "git"), GIT_HTTP_EXPORT_ALL="1",
                           PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD=self.command,
                           CONTENT_TYPE=self.headers.get("Content-Type", ""), CONTENT_LENGTH=str(len(body)),
                           GIT_PROTOCOL=self.headers.get("Git-Protocol", ""),
                           HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""))
        # As root it reads repositories whoever's they are.
        command = ["git", "-c", "safe.directory=*", "http-backend"]
        out = subprocess.run(command, input=body, env=environment, stdout=subprocess.PIPE, check=False).stdout
        head, _, content = out.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value[:3]) for name, value in headers if name == "Status"), 200)
        self.reply(status, [header for header in headers if header[0] != "Status"], content)

    def refused(self):
        token = base64.b64encode(b"x-access-token:s3cret").decode()
        for prefix, wanted in (("/private/git/", "basic " + token), ("/private/", "Bearer s3cret")):
            if self.path.startswith(prefix):
                if self.headers.get("Authorization") != wanted:
                    self.reply(401, [])
                    return True
                self.path = self.path.removeprefix("/private")
                return False
        return False

    def do_GET(self):
        if self.refused():
            return None
        if self.path.startswith("/away/"):
            target = f"http://localhost:{self.server.server_port}{self.path.removeprefix('/away')}"
            return self.reply(302, [("Location", target)])
        if self.path.startswith("/git/"):
            return self.git()
        if self.path.startswith("/to/"):
            return self.reply(302, [("Location", self.path.removeprefix("/to"))])
        name = urllib.parse.unquote(os.path.basename(self.path.partition("?")[0]))
        file = os.path.join(ROOT, "www", name)
        if not os.path.isfile(file):
            return self.reply(404, [])
        with open(file, "rb") as content:
            body = content.read()
        headers = []
        if not name.endswith(".plain"):
            headers = [("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"'),
                       ("Last-Modified", email.utils.formatdate(os.stat(file).st_mtime, usegmt=True))]
        if self.path.startswith("/named/"):
            headers.append(("Content-Disposition", "attachment; filename=../../etc/passwd"))
        return self.reply(200, headers, body)

    do_HEAD = do_GET

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        if not self.refused():
            self.git(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("listening on", server.server_port, flush=True)
server.serve_forever()
