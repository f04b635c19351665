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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket and the virtual thread that sends on it. The web server's {@code send} has no lock,
 * so whoever sends or closes holds this one's; a sender that waits for a client that does not read
 * is ended by interrupting it.
 */
final class OpenSocket implements WsListener, Socket {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSocket.class);

  private static final Duration CLOSE_GRACE = Duration.ofMillis(500);

  private final OpenSockets registry;
  private final Function<Sockets.Upgrade, Sockets.Admitted> admission;
  private final ReentrantLock sending = new ReentrantLock();
  private Sockets.Admitted admitted;
  private WsSession session;
  private Thread thread;
  private volatile boolean closed;

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
    if (stillAdmitted()) { // or else they ended before the registry knew of this socket
      admitted.opened().accept(opened.socketContext().remotePeer().address());
      thread = Thread.ofVirtual().name("tempo-socket").start(this::run);
    }
  }

  /** Clients must say something now and then, so this is when a session's end is noticed. */
  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    stillAdmitted();
  }

  @Override
  public void onPing(WsSession session, BufferData payload) {
    if (stillAdmitted()) {
      WsListener.super.onPing(session, payload);
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
    sending.lock();
    try {
      if (!closed) {
        session.send(Json.text(message), true);
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

  private boolean stillAdmitted() {
    boolean valid = admitted.valid().getAsBoolean();
    if (!valid) {
      close(WsCloseCodes.VIOLATED_POLICY, "credentials ended");
    }
    return valid;
  }

  /**
   * Closes it. A sender that is about to let go of the lock may do so, or the client would never
   * hear why; one whose client does not read is cut off.
   */
  void close(int code, String reason) {
    boolean free = lockSoon();
    try {
      if (!closed && free) {
        session.close(code, reason);
      }
    } catch (UncheckedIOException | SocketWriterException e) {
      LOG.debug("A WebSocket was gone before it was closed: {}", e.toString());
    } finally {
      if (free) {
        sending.unlock();
      }
      end();
    }
  }

  private boolean lockSoon() {
    try {
      return sending.tryLock(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
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
