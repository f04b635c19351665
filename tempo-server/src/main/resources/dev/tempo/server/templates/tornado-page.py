"""«description»"""

import argparse
import asyncio
import datetime
import os

import tornado.template
import tornado.web
import tornado.websocket


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8888)
    parser.add_argument("--project-name", default="")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--language", default="en")
    parser.add_argument("--title", default="Tempo")
    return parser.parse_known_args()[0]


OPTIONS = options()
PAGE = """<!doctype html>
<html lang="{{ options.language }}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ options.title }}</title>
<style>:root { color-scheme: {{ options.theme }} } body { font: 1rem system-ui; margin: 2rem }</style>
{% if has_logo %}<img src="/.tempo/logo?theme={{ options.theme }}" alt="" height="32">{% end %}
<h1>{{ options.title }}</h1>
<p>{{ options.project_name }}</p>
<p id="clock"></p>
<script>
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/clock");
  socket.onmessage = (event) => { document.getElementById("clock").textContent = event.data; };
</script>
"""


class Page(tornado.web.RequestHandler):
    def get(self):
        has_logo = "TEMPO_LOGO_PATH" in os.environ
        self.write(tornado.template.Template(PAGE).generate(options=OPTIONS, has_logo=has_logo))

    def head(self):
        self.get()


class Clock(tornado.websocket.WebSocketHandler):
    # «tellsTheTime»
    async def open(self):
        while self.ws_connection:
            await self.write_message(datetime.datetime.now().strftime("%H:%M:%S"))
            await asyncio.sleep(1)


async def main():
    # «loopbackOnly»
    app = tornado.web.Application([("/", Page), ("/clock", Clock)], compress_response=True)
    app.listen(OPTIONS.port, address="127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
