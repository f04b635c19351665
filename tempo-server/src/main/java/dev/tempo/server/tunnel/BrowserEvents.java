package dev.tempo.server.tunnel;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A stream of events to a browser. */
final class BrowserEvents implements EventStream {
  private final BrowserConnection browser;
  private final TimeSource time;
  private final ReentrantLock sending = new ReentrantLock();

  BrowserEvents(BrowserConnection browser, TimeSource time) {
    this.browser = browser;
    this.time = time;
  }

  void run(PageReply.EventSource source) throws IOException {
    browser.outlet().write(OwnAnswer.events());
    browser.outlet().flush();
    source.writeTo(this);
  }

  @Override
  public void send(String lines) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    sending.lock();
    try {
      browser.outlet().write(bytes, 0, bytes.length);
      browser.outlet().flush();
    } finally {
      sending.unlock();
    }
  }

  @Override
  public boolean awaitEnd(Duration limit) {
    try {
      browser.inlet().await(time.nanoTime() + limit.toNanos());
      return true; // also if it sends something, which no browser does
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
