package dev.tempo.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.access.Caller;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket and the virtual thread that sends on it. The web server's {@code send} has no lock,
 * so whoever sends or closes holds this one's; a sender that waits for a client that does not read
 * is ended by interrupting it.
 *
 * <p>A client that has vanished says nothing, and a connection that receives nothing for minutes is
 * closed by the web server; so clients are pinged, and those that live are heard.
 */
final class OpenSocket implements WsListener, Socket {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSocket.class);
  private static final int MAX_MESSAGE = 16_384;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int TOO_BIG = 1009;

  /** After so many beats without progress a sender is ended: a minute. */
  private static final int MAX_STUCK = 12;

  private static final int BEATS_A_PING = 5;

  private static final Duration CLOSE_GRACE = Duration.ofMillis(500);

  private final OpenSockets registry;
  private final Function<Sockets.Upgrade, Sockets.Admitted> admission;
  private final ReentrantLock sending = new ReentrantLock();
  private final StringBuilder message = new StringBuilder();
  private Sockets.Admitted admitted;
  private WsSession session;
  private Thread thread;
  private volatile boolean closed;
  private volatile long sent;
  private long sentBefore;
  private int stuck;
  private int beats;

  OpenSocket(OpenSockets registry, Function<Sockets.Upgrade, Sockets.Admitted> admission) {
    this.registry = registry;
    this.admission = admission;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
    admitted = admission.apply(new Sockets.Upgrade(prologue, headers));
    return Optional.empty();
  }

  @Override
  public void onOpen(WsSession opened) {
    session = opened;
    registry.add(this);
    // Credentials may have ended before the registry knew of this socket.
    if (stillAdmitted(admitted.validity().ofBeat())) {
      admitted.opened().accept(opened.socketContext().remotePeer().address());
      thread = Thread.ofVirtual().name("tempo-socket").start(this::run);
    }
  }

  /** Whatever a client says is also when a session's end is noticed. */
  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    if (!stillAdmitted(admitted.validity().ofMessage())) {
      return;
    }
    if (message.length() + text.length() > MAX_MESSAGE) {
      close(TOO_BIG, "A message may have " + MAX_MESSAGE + " characters");
      return;
    }
    message.append(text);
    if (last && !closed) {
      String whole = message.toString();
      message.setLength(0);
      receive(whole);
    }
  }

  @Override
  public void onPing(WsSession session, BufferData payload) {
    if (stillAdmitted(admitted.validity().ofMessage())) {
      exclusively(() -> session.pong(payload));
    }
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    end();
  }

  @Override
  public void onError(WsSession session, Throwable problem) {
    LOG.debug("A WebSocket ended: {}", problem.toString());
    end();
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
        session.send(json, true);
        sent++;
      }
    } finally {
      sending.unlock();
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
      close(WsCloseCodes.VIOLATED_POLICY, "credentials ended");
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
      LOG.info("A WebSocket's client has not read for a minute and is cut off");
      end();
    } else if (++beats % BEATS_A_PING == 0) {
      Thread.ofVirtual()
          .name("tempo-socket-ping")
          .start(() -> exclusively(() -> session.ping(BufferData.empty())));
    }
  }

  /**
   * Closes it. A sender that is about to let go of the lock may do so, or the client would never
   * hear why; one whose client does not read is cut off.
   */
  void close(int code, String reason) {
    exclusively(() -> session.close(code, reason));
    end();
  }

  /** Does something with the session unless a send is under way for long, or it is closed. */
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
    } catch (UncheckedIOException | SocketWriterException e) {
      LOG.debug("A WebSocket's client is gone: {}", e.toString());
    }
  }

  private void receive(String text) {
    try {
      admitted.sender().receive(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
    } catch (ApiException e) {
      close(INVALID_PAYLOAD, Text.shorten(e.getMessage()));
    }
  }

  private void run() {
    try {
      admitted.sender().run(this);
      close(WsCloseCodes.NORMAL_CLOSE, "end");
    } catch (InterruptedException e) {
      LOG.debug("A WebSocket's sender was ended");
    } catch (UncheckedIOException | SocketWriterException e) {
      LOG.debug("A WebSocket's client is gone: {}", e.toString());
    } catch (RuntimeException e) {
      LOG.error("A WebSocket's sender failed", e);
      close(WsCloseCodes.UNEXPECTED_CONDITION, "error");
    } finally {
      end();
    }
  }

  private void end() {
    closed = true;
    registry.remove(this);
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
    }
  }
}
