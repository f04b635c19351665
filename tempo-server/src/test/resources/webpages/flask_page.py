"""A page as people write them with Flask: session, form, file, redirect, events, large bodies."""
import queue
import sys
import time

from flask import Flask, Response, redirect, request, session, url_for

app = Flask(__name__)
app.secret_key = "only for a test"
acknowledged = queue.Queue()


@app.get("/")
def home():
    session["visits"] = session.get("visits", 0) + 1
    return f"""<!doctype html><title>Flask</title><link rel="icon" href="data:,">
<p id="visits">{session["visits"]}</p><p id="self">{url_for("home", _external=True)}</p>
<form method="post" action="/form" enctype="multipart/form-data">
<input name="text"><input type="file" name="file"><button>Send</button></form>"""


@app.post("/form")
def form():
    session["said"] = f"{request.form['text']}, {len(request.files['file'].read())} bytes"
    return redirect(url_for("result"))


@app.get("/result")
def result():
    return f'<!doctype html><title>Result</title><p id="said">{session["said"]}</p>'


@app.get("/events")
def events():
    def tell():
        for number in range(10):
            yield f"data: {number}\n\n"
            time.sleep(0.1)

    return Response(tell(), mimetype="text/event-stream")


@app.get("/acknowledged")
def one_by_one():
    def tell():
        for number in range(10):
            yield f"data: {number}\n\n"
            assert acknowledged.get(timeout=60) == number

    return Response(tell(), mimetype="text/event-stream")


@app.post("/acknowledge/<int:number>")
def acknowledge(number):
    acknowledged.put(number)
    return ""


@app.post("/upload")
def upload():
    total = 0
    while piece := request.stream.read(1 << 20):
        total += len(piece)
    return str(total)


@app.get("/download/<int:size>")
def download(size):
    def body():
        left = size
        while left:
            piece = b"x" * min(1 << 20, left)
            left -= len(piece)
            yield piece

    return Response(body(), mimetype="application/octet-stream")


app.run(host="127.0.0.1", port=int(sys.argv[1]), threaded=True)
