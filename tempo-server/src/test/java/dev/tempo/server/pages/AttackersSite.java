package dev.tempo.server.pages;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A web server of somebody else's on another port of this host; notes what cookies it is sent. */
final class AttackersSite implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /** What its page tries; each way of reading ends with what came of it. */
  private static final String PAGE =
      """
      <!doctype html><meta charset="utf-8"><title>Harmless</title><script>
      const soon = () => new Promise((done) => setTimeout(() => done('nothing'), 1500));
      const once = (target, good) => new Promise((done) => {
        target.addEventListener(good, (event) => done(event.data ?? 'something'));
        target.addEventListener('error', () => done('nothing'));
      });
      const quietly = (promise) => promise.catch(() => 'nothing');
      const sent = (url, options) =>
        quietly(fetch(url, { credentials: 'include', ...options }).then(() => 'sent'));
      const admin = JSON.stringify({ username: 'eve', password: 'correct horse', role: 'admin' });
      function tag(name, url) {
        const element = document.createElement(name);
        const told = once(element, 'load');
        element.src = url;
        document.body.append(element);
        return told;
      }
      window.reads = {
        cors: (url) => quietly(fetch(url + '/api/jobs', { credentials: 'include' })
          .then((answer) => answer.text())),
        noCors: (url) => quietly(fetch(url + '/api/jobs', { mode: 'no-cors', credentials: 'include' })
          .then((answer) => answer.text()).then((text) => text || 'nothing')),
        script: (url) => tag('script', url + '/api/jobs'),
        image: (url) => tag('img', url + '/api/jobs'),
        events: (url) => once(new EventSource(url + '/api/jobs', { withCredentials: true }), 'message'),
        socket: (url) => once(new WebSocket(url.replace('http:', 'ws:')), 'open'),
        async frame(url) {
          const frame = document.createElement('iframe');
          frame.src = url;
          document.body.append(frame);
          await soon();
          try {
            return frame.contentDocument?.body.innerHTML || 'nothing';
          } catch {
            return 'nothing';
          }
        },
        async popup(url) {
          const opened = window.open(url);
          await soon();
          try {
            return opened.document.body.innerHTML;
          } catch {
            return 'nothing';
          } finally {
            opened?.close();
          }
        },
      };
      const type = (kind) => (url) => sent(url + '/api/users',
        { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': kind }, body: admin });
      window.writes = {
        plain: type('text/plain'),
        form: type('application/x-www-form-urlencoded'),
        multipart: type('multipart/form-data; boundary=x'),
        none: (url) => sent(url + '/api/users',
          { method: 'POST', mode: 'no-cors', body: new Blob([admin]) }),
        json: (url) => sent(url + '/api/users', { method: 'POST', body: admin,
          headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': 'guess' } }),
        beacon: (url) => navigator.sendBeacon(url + '/api/users', admin),
        trigger: (url) => sent(url + '/api/jobs/target/trigger', { mode: 'no-cors' }),
        async logIn(url) {
          const account = JSON.stringify({ username: 'mallory', password: 'correct horse' });
          for (const path of ['/api/auth/login', '/api/setup/admin']) {
            await sent(url + path, { method: 'POST', mode: 'no-cors', body: account,
              headers: { 'Content-Type': 'text/plain' } });
          }
        },
      };
      </script><body><img src="/picture" alt="">
      """;

  private final BlockingQueue<String> cookies = new LinkedBlockingQueue<>();
  private final HttpServer server;

  AttackersSite() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String cookie = exchange.getRequestHeaders().getFirst("Cookie");
          if (cookie != null) {
            cookies.add(cookie);
          }
          byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** Where it answers, by a name of this machine. */
  String url(String host) {
    return "http://" + host + ":" + server.getAddress().getPort() + "/";
  }

  /** The cookies that a browser sent to it. */
  String awaitCookie() {
    try {
      String cookie = cookies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return cookie == null ? "" : cookie;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
