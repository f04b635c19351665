"""«description»"""

import argparse
import os
import pathlib

from flask import Flask, redirect, render_template_string, request, url_for


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--data-dir", default=".")
    parser.add_argument("--project-name", default="")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--language", default="en")
    parser.add_argument("--title", default="Tempo")
    return parser.parse_known_args()[0]


OPTIONS = options()
NOTES = pathlib.Path(OPTIONS.data_dir) / "notes.txt"
PAGE = """<!doctype html>
<html lang="{{ options.language }}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ options.title }}</title>
<style>:root { color-scheme: {{ options.theme }} } body { font: 1rem system-ui; margin: 2rem }</style>
{% if has_logo %}<img src="/.tempo/logo?theme={{ options.theme }}" alt="" height="32">{% endif %}
<h1>{{ options.title }}</h1>
<p>{{ options.project_name }}</p>
<form method="post"><input name="note" required> <button>«addNote»</button></form>
<pre>{{ notes }}</pre>
"""

app = Flask(__name__)


@app.get("/")
def show():
    notes = NOTES.read_text(encoding="utf-8") if NOTES.exists() else ""
    return render_template_string(
        PAGE, options=OPTIONS, notes=notes, has_logo="TEMPO_LOGO_PATH" in os.environ
    )


@app.post("/")
def add():
    with NOTES.open("a", encoding="utf-8") as file:
        file.write(request.form["note"] + os.linesep)
    return redirect(url_for("show"))


if __name__ == "__main__":
    # «loopbackOnly»
    app.run(host="127.0.0.1", port=OPTIONS.port)
