"""«description»"""

import argparse
import html
import http.server
import os
import pathlib
import urllib.parse


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data-dir", default=".")
    parser.add_argument("--project-name", default="")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--language", default="en")
    parser.add_argument("--title", default="Tempo")
    return parser.parse_known_args()[0]


OPTIONS = options()
NOTES = pathlib.Path(OPTIONS.data_dir) / "notes.txt"
LOGO = f'<img src="/.tempo/logo?theme={html.escape(OPTIONS.theme)}" alt="" height="32">'
PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>:root {{ color-scheme: {theme} }} body {{ font: 1rem system-ui; margin: 2rem }}</style>
{logo}
<h1>{title}</h1>
<p>{project}</p>
<form method="post"><input name="note" required> <button>«addNote»</button></form>
<pre>{notes}</pre>
"""


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        notes = NOTES.read_text(encoding="utf-8") if NOTES.exists() else ""
        self.answer(
            PAGE.format(
                language=html.escape(OPTIONS.language),
                theme=html.escape(OPTIONS.theme),
                logo=LOGO if "TEMPO_LOGO_PATH" in os.environ else "",
                title=html.escape(OPTIONS.title),
                project=html.escape(OPTIONS.project_name),
                notes=html.escape(notes),
            )
        )

    def do_HEAD(self):
        self.do_GET()

    def do_POST(self):
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8")
        for note in urllib.parse.parse_qs(form).get("note", []):
            with NOTES.open("a", encoding="utf-8") as file:
                file.write(note + os.linesep)
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, text):
        body = text.encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


if __name__ == "__main__":
    # «loopbackOnly»
    http.server.ThreadingHTTPServer(("127.0.0.1", OPTIONS.port), Page).serve_forever()
