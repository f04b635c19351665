"""A page as people write them with Tornado: XSRF form, WebSocket with compression and pings."""
import asyncio
import sys

import tornado.escape
import tornado.web
import tornado.websocket

left = []


class Home(tornado.web.RequestHandler):
    def get(self):
        self.write(
            '<!doctype html><title>Tornado</title><link rel="icon" href="data:,">'
            f'<form method="post">{self.xsrf_form_html()}<input name="text">'
            "<button>Send</button></form>"
        )

    def post(self):
        said = tornado.escape.xhtml_escape(self.get_argument("text"))
        self.write(f'<!doctype html><title>Said</title><p id="said">{said}</p>')


class Echo(tornado.websocket.WebSocketHandler):
    def get_compression_options(self):
        return {}

    def on_message(self, message):
        self.write_message(message, binary=isinstance(message, bytes))

    def on_pong(self, data):
        self.write_message("pong came")


class Slow(tornado.web.RequestHandler):
    async def get(self):
        await asyncio.sleep(3600)

    def on_connection_close(self):
        left.append(self.request.path)


class Left(tornado.web.RequestHandler):
    def get(self):
        self.write(str(len(left)))


async def main():
    app = tornado.web.Application(
        [("/", Home), ("/echo", Echo), ("/slow", Slow), ("/left", Left)],
        cookie_secret="only for a test",
        xsrf_cookies=True,
        websocket_ping_interval=1,
        websocket_max_message_size=16 << 20,
    )
    app.listen(int(sys.argv[1]), address="127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
