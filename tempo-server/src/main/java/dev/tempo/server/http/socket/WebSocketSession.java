package dev.tempo.server.http.socket;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.transport.Frame;
import dev.tempo.server.transport.FrameReader;
import dev.tempo.server.transport.SocketViolation;
import dev.tempo.server.transport.Wire;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket: the connection's thread reads, and a virtual thread of its own sends. Frames
 * of both, and of whoever closes it, are sent under one lock; a sender that waits for a client that
 * does not read is ended by interrupting it.
 *
 * <p>A client that has vanished says nothing, and a connection on which nothing comes for minutes
 * is cut; so clients are pinged, and those that live are heard. Once either side has closed it, the
 * connection ends within a moment, whatever the client does.
 */
public final class WebSocketSession implements ServerConnection, WebSocket {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketSession.class);
  private static final int MAX_MESSAGE = 16_384;
  private static final int NORMAL = 1000;
  private static final int UNREADABLE = 1003;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int POLICY = 1008;
  private static final int FAILED = 1011;

  /** After so many beats without progress a sender is ended: half a minute. */
  private static final int MAX_STUCK = 6;

  private static final int BEATS_A_PING = 5;

  private static final Duration CLOSE_GRACE = Duration.ofMillis(500);

  /** How long a client has to answer a close. */
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(2);

  private final WebSocketSessions registry;
  private final SocketAdmission admitted;
  private final Wire wire;
  private final FrameReader reader;
  private final ReentrantLock sending = new ReentrantLock();
  private final CountDownLatch read = new CountDownLatch(1);
  private volatile Thread thread;
  private volatile boolean closed;
  private volatile long sent;
  private long sentBefore;
  private int stuck;
  private int beats;

  public WebSocketSession(WebSocketSessions registry, SocketAdmission admitted, Wire wire) {
    this.registry = registry;
    this.admitted = admitted;
    this.wire = wire;
    this.reader = new FrameReader(wire::read, MAX_MESSAGE);
  }

  @Override
  public void handle(Limit limit) {
    registry.add(this);
    try {
      // Credentials may have ended before the registry knew of this socket.
      if (stillAdmitted(admitted.validity().ofBeat())) {
        admitted.opened().run();
        thread = Thread.ofVirtual().name("tempo-socket").start(this::run);
      }
      readAll();
    } catch (SocketViolation e) {
      close(e.code(), admitted.language().text(e.message()));
    } catch (IOException e) {
      LOG.debug("A WebSocket's client is gone: {}", e.toString());
    } finally {
      read.countDown();
      end();
    }
  }

  @Override
  public Duration idleTime() {
    return Duration.ZERO; // how long connections may be idle is not the web server's to decide
  }

  @Override
  public void close(boolean interrupt) {
    wire.close();
  }

  private void readAll() throws IOException {
    Optional<Frame> frame = reader.next();
    while (frame.isPresent() && take(frame.get())) {
      frame = reader.next();
    }
  }

  /** Whatever a client says is also when a session's end is noticed. False at its close. */
  private boolean take(Frame frame) {
    switch (frame.kind()) {
      case CLOSE -> {
        answerClose(frame);
        return false;
      }
      case PONG -> {} // a sign of life, which the connection has noticed
      case PING -> {
        if (!closed && stillAdmitted(admitted.validity().ofMessage())) {
          exclusively(() -> write(new Frame(Frame.Kind.PONG, frame.payload())));
        }
      }
      case BINARY -> close(UNREADABLE, admitted.language().text(message("api.socket.text")));
      case TEXT -> {
        if (!closed && stillAdmitted(admitted.validity().ofMessage())) {
          receive(frame.payload());
        }
      }
    }
    return true;
  }

  private void answerClose(Frame frame) {
    boolean bare = frame.payload().length == 0;
    writeClose(bare ? frame : Frame.close(frame.code(), ""));
    end();
  }

  private void receive(byte[] message) {
    try {
      admitted.sender().receive(Json.parse(message));
    } catch (ApiException e) {
      close(INVALID_PAYLOAD, Strings.shorten(admitted.language().text(e.message())));
    }
  }

  @Override
  public void send(JsonNode message) {
    sendText(Json.text(message));
  }

  @Override
  public void sendText(String json) {
    sending.lock();
    try {
      if (!closed) {
        write(Frame.text(json));
        sent++;
      }
    } finally {
      sending.unlock();
    }
  }

  private void write(Frame frame) {
    try {
      frame.writeTo(wire);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  /** Who opened it. */
  Optional<Caller> caller() {
    return admitted.caller();
  }

  private boolean stillAdmitted(BooleanSupplier valid) {
    boolean still = valid.getAsBoolean();
    if (!still) {
      close(POLICY, "credentials ended");
    }
    return still;
  }

  /** To be called every few seconds: ends what should not be open any more, and pings. */
  void beat() {
    if (!stillAdmitted(admitted.validity().ofBeat())) {
      return;
    }
    long now = sent;
    stuck = sending.isLocked() && now == sentBefore ? stuck + 1 : 0;
    sentBefore = now;
    if (stuck >= MAX_STUCK) {
      LOG.info("A WebSocket's client has not read for half a minute and is cut off");
      end();
      wire.close();
    } else if (++beats % BEATS_A_PING == 0) {
      Thread.ofVirtual()
          .name("tempo-socket-ping")
          .start(() -> exclusively(() -> write(new Frame(Frame.Kind.PING, new byte[0]))));
    }
  }

  /**
   * Closes it. A sender that is about to let go of the lock may do so, or the client would never
   * hear why; one whose client does not read is cut off, and so is one who does not answer.
   */
  void close(int code, String reason) {
    boolean first = !closed;
    writeClose(Frame.close(code, reason));
    end();
    if (first) {
      Thread.ofVirtual().name("tempo-socket-close").start(this::cutUnanswered);
    }
  }

  /**
   * Both ends may close it at once; each says so once, and nothing afterwards (RFC 6455, 5.5.1).
   */
  private void writeClose(Frame frame) {
    exclusively(
        () -> {
          closed = true;
          write(frame);
        });
  }

  private void cutUnanswered() {
    try {
      if (!read.await(ANSWER_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        wire.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something with the connection unless a send is under way for long, or it is closed. */
  private void exclusively(Runnable work) {
    try {
      if (sending.tryLock(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          if (!closed) {
            work.run();
          }
        } finally {
          sending.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UncheckedIOException e) {
      LOG.debug("A WebSocket's client is gone: {}", e.toString());
    }
  }

  private void run() {
    try {
      admitted.sender().run(this);
      close(NORMAL, "end");
    } catch (InterruptedException e) {
      LOG.debug("A WebSocket's sender was ended");
    } catch (UncheckedIOException e) {
      LOG.debug("A WebSocket's client is gone: {}", e.toString());
      wire.close();
    } catch (RuntimeException e) {
      LOG.error("A WebSocket's sender failed", e);
      close(FAILED, "error");
    } finally {
      end();
    }
  }

  private void end() {
    closed = true;
    registry.remove(this);
    Thread sender = thread;
    if (sender != null && sender != Thread.currentThread()) {
      sender.interrupt();
    }
  }
}
