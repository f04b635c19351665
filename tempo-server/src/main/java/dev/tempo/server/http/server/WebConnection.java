package dev.tempo.server.http.server;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Wire;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** A connection as the web server sees it. */
final class WebConnection implements ConnectionContext {
  private final WebStack stack;
  private final Wire wire;
  private final DataReader reader = new DataReader(this::read);
  private final Writer writer = new Writer();
  private final String id = Integer.toHexString(System.identityHashCode(this));

  WebConnection(WebStack stack, Wire wire) {
    this.stack = stack;
    this.wire = wire;
  }

  Wire wire() {
    return wire;
  }

  private byte[] read() {
    try {
      byte[] piece = wire.read();
      if (piece == null) {
        throw new CloseConnectionException("The client has ended the connection, or must");
      }
      return piece;
    } catch (BadRequest e) {
      throw RequestException.builder()
          .type(EventType.OTHER)
          .status(Status.create(e.status()))
          .message(e.getMessage())
          .safeMessage(true)
          .setKeepAlive(false)
          .build();
    } catch (IOException e) {
      throw new ServerConnectionException("The client is gone", e);
    }
  }

  @Override
  public ListenerContext listenerContext() {
    return stack;
  }

  @Override
  public ExecutorService executor() {
    return stack.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return stack.router();
  }

  @Override
  public PeerInfo remotePeer() {
    return new Peer(wire.remote());
  }

  @Override
  public PeerInfo localPeer() {
    return new Peer(wire.local());
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String socketId() {
    return id;
  }

  @Override
  public String childSocketId() {
    return id;
  }

  /** One end; without TLS, which is a proxy's. */
  private record Peer(InetSocketAddress inet) implements PeerInfo {
    @Override
    public SocketAddress address() {
      return inet;
    }

    @Override
    public String host() {
      return inet.getHostString();
    }

    @Override
    public int port() {
      return inet.getPort();
    }

    @Override
    public Optional<Principal> tlsPrincipal() {
      return Optional.empty();
    }

    @Override
    public Optional<Certificate[]> tlsCertificates() {
      return Optional.empty();
    }
  }

  /** Sends at once. */
  private final class Writer implements DataWriter {
    private final OutputStream out =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            wire.write(bytes, from, count);
          }
        };

    @Override
    public void write(BufferData... buffers) {
      for (BufferData buffer : buffers) {
        write(buffer);
      }
    }

    @Override
    public void write(BufferData buffer) {
      try {
        buffer.writeTo(out);
      } catch (UncheckedIOException e) {
        throw new ServerConnectionException("The client is gone", e);
      }
    }

    @Override
    public void writeNow(BufferData... buffers) {
      write(buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
      write(buffer);
    }
  }
}
