package dev.tempo.server.tunnel;

import dev.tempo.server.transport.Inlet;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upgraded connection: bytes both ways, untouched, until both sides have ended. One side's end
 * is handed on; the other then has a while to end, too.
 */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration AFTER_END = Duration.ofSeconds(30);
  private static final Duration FOREVER = Duration.ofDays(365);

  private final BrowserConnection browser;
  private final Upstream script;
  private final PageActivity activity;
  private final TimeSource time;
  private volatile OptionalLong endedSince = OptionalLong.empty();

  Relay(BrowserConnection browser, Upstream script, PageActivity activity, TimeSource time) {
    this.browser = browser;
    this.script = script;
    this.activity = activity;
    this.time = time;
  }

  /** Sends one side's end to the other. */
  private interface End {
    void send() throws IOException;
  }

  /**
   * Hands on to the end; the present thread what the script says, another what the browser says.
   */
  void run() {
    CountDownLatch ended = new CountDownLatch(1);
    Thread.ofVirtual()
        .name("tempo-tunnel-upgraded")
        .start(
            () -> {
              try {
                copy(browser.inlet(), script.outlet(), script::finish);
              } finally {
                ended.countDown();
              }
            });
    try {
      copy(script.inlet(), browser.outlet(), browser::finish);
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      browser.close();
    }
  }

  private void copy(Inlet from, Outlet to, End end) {
    from.during(new Flushing(to), LOOK);
    try {
      while (from.await(time.nanoTime() + FOREVER.toNanos())) {
        activity.onSocketBytes(from.moveTo(to, Long.MAX_VALUE));
      }
      endedSince = OptionalLong.of(time.nanoTime());
      end.send();
    } catch (IOException e) {
      LOG.debug("An upgraded connection ended: {}", e.toString());
      browser.close(); // and so the script's
    } catch (RuntimeException | Error e) {
      LOG.warn("An upgraded connection failed", e);
      browser.close();
    }
  }

  private final class Flushing implements Inlet.Wait {
    private final Outlet to;

    private Flushing(Outlet to) {
      this.to = to;
    }

    @Override
    public void begin() throws IOException {
      to.flush();
    }

    @Override
    public void silent() throws IOException {
      OptionalLong since = endedSince;
      if (since.isPresent() && time.nanoTime() - since.getAsLong() > AFTER_END.toNanos()) {
        throw new IOException("The other side has ended long ago");
      }
    }
  }
}
