package dev.tempo.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.http.HttpServer.Address;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class ListeningTest {
  private static final String HOST = "127.0.0.1";

  @Test
  void portThatIsTakenAfterTheProbe_isToldByItsAddress_andNotLogged() throws Exception {
    Heard heard = new Heard();
    Logger helidon = Logger.getLogger("io.helidon");
    helidon.addHandler(heard);
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      Address address = new Address(HOST, other.getLocalPort());
      WebServer server = server(address);
      assertThatThrownBy(() -> Listening.startOn(server, address))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining(HOST + ":" + other.getLocalPort())
          .hasMessageContaining("in use")
          .hasMessageContaining("--port");
      assertThat(server.isRunning()).isFalse();
      assertThat(heard.lines).noneMatch(line -> line.getLevel().intValue() >= 1_000);
    } finally {
      helidon.removeHandler(heard);
    }
  }

  @Test
  void portThatIsTakenBefore_isToldTheSame() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      Address address = new Address(HOST, other.getLocalPort());
      assertThatThrownBy(() -> Listening.start(server(address), address))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining(HOST + ":" + other.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  private static WebServer server(Address address) {
    return WebServer.builder()
        .host(address.host())
        .port(address.port())
        .shutdownHook(false)
        .build();
  }

  /** Everything that is logged. */
  private static final class Heard extends Handler {
    private final List<LogRecord> lines = new CopyOnWriteArrayList<>();

    Heard() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
