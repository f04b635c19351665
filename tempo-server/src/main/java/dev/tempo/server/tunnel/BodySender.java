package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Inlet;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a request's body to the script, on a thread of its own, while the script's answer is read:
 * some answer before they have read all, and some only read on once their answer is read. One
 * thread runs it; all else is for the one that started it.
 */
final class BodySender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BodySender.class);

  /** How soon it sees that it shall stop. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Inlet browser;
  private final Upstream script;
  private final Framing framing;
  private final Duration silence;
  private final TimeSource time;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile boolean begun;
  private volatile boolean read;
  private volatile boolean whole;
  private volatile Optional<BadRequest> refusal = Optional.empty();

  /**
   * Sends once.
   *
   * @param silence how long the browser may send nothing
   */
  BodySender(Inlet browser, Upstream script, Framing framing, Duration silence, TimeSource time) {
    this.browser = browser;
    this.script = script;
    this.framing = framing;
    this.silence = silence;
    this.time = time;
  }

  void start() {
    Thread.ofVirtual().name("tempo-tunnel-body").start(this);
  }

  @Override
  public void run() {
    browser.during(new Flushing(), LOOK);
    boolean chunked = framing instanceof Framing.Chunked;
    try {
      begun = browser.await(time.nanoTime() + silence.toNanos());
      BodyCopier copier =
          new BodyCopier(browser, script.outlet(), chunked, silence, time)
              .onRead(() -> read = true);
      boolean copied = copier.copy(framing);
      script.outlet().flush();
      whole = copied;
    } catch (BadRequest e) {
      refusal = Optional.of(e);
    } catch (SocketTimeoutException e) {
      refusal = Optional.of(new BadRequest(408, message("api.http.slowBody")));
    } catch (IOException e) {
      LOG.debug("A body was not sent to its end: {}", e.toString());
    } finally {
      browser.during(Inlet.Wait.NONE, Duration.ofDays(1));
      if (!whole && !script.outlet().hasFailed()) {
        script.close(); // it must not take what it has for all
      }
      ended.countDown();
    }
  }

  /** Whether all of it has been sent. */
  boolean isWhole() {
    return whole;
  }

  /** Whether all of it has come from the browser, and is sent or just being sent. */
  boolean isRead() {
    return read;
  }

  /** Whether some of it has come. */
  boolean hasBegun() {
    return begun;
  }

  /** Why it was refused, if it was. */
  Optional<BadRequest> refusal() {
    return refusal;
  }

  /**
   * Has it end soon if it has not, and waits for that, so that the browser can be read again. What
   * is on its way may arrive; more is not waited for, since the script has answered.
   */
  void stop() {
    if (!awaitEnd(LOOK) && !whole) {
      stopped = true;
      script.close();
      awaitEnd(Duration.ofDays(1));
    }
  }

  private boolean awaitEnd(Duration limit) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Flushing implements Inlet.Wait {
    @Override
    public void begin() throws IOException {
      script.outlet().flush();
    }

    @Override
    public void silent() throws IOException {
      if (stopped) {
        throw new IOException("The answer has ended before the body");
      }
    }
  }
}
