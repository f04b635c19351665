package dev.tempo.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResponseWriterTest {
  private static final byte[] BYTES = "line\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

  @Test
  void clientThatIsGone_isTold_alsoThroughOtherStreams() {
    var out = new ResponseWriter.ClientStream(Gone::new);
    assertThatThrownBy(() -> new GZIPOutputStream(out).write(BYTES))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(out.isGone()).isTrue();
  }

  @Test
  void sourceThatFails_isNotTakenForAClientThatIsGone() throws IOException {
    var sent = new ByteArrayOutputStream();
    var out = new ResponseWriter.ClientStream(() -> sent);
    out.write(BYTES);
    out.flush();
    out.close();
    assertThat(out.isGone()).isFalse();
    assertThat(sent.toByteArray()).isEqualTo(BYTES);
  }

  @Test
  void browserThatGoesAway_isNoErrorInTheLog(@TempDir Path directory) throws Exception {
    BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
    Logger log = Logger.getLogger(ResponseWriter.class.getName());
    Handler handler = new Records(records);
    log.setLevel(Level.FINE);
    log.addHandler(handler);
    log.setUseParentHandlers(false);
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      String job = "{'name':'Says','task':{'kind':'shell','content':'seq 2000000'}}";
      admin.post("/api/jobs", job).status(201);
      String run = admin.post("/api/jobs/says/run").status(202).data("runId").textValue();
      admin.await("/api/runs/" + run, found -> found.path("status").asText().equals("success"));
      leave(server.server().port(), "/api/runs/" + run + "/logs/download", admin);
      LogRecord told = records.poll(60, TimeUnit.SECONDS);
      assertThat(told).isNotNull();
      assertThat(told.getMessage()).isEqualTo("The client of a download is gone");
      assertThat(told.getLevel()).isEqualTo(Level.FINE);
    } finally {
      log.removeHandler(handler);
      log.setUseParentHandlers(true);
      log.setLevel(null);
    }
  }

  /** Begins to read, and resets the connection. */
  private static void leave(int port, String path, ApiClient as) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
      StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
      as.headers().forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .endsWith("200");
      socket.setSoLinger(true, 0);
    }
  }

  /** Keeps what is logged. */
  private static final class Records extends Handler {
    private final BlockingQueue<LogRecord> records;

    Records(BlockingQueue<LogRecord> records) {
      this.records = records;
    }

    @Override
    public void publish(LogRecord one) {
      records.add(one);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** As the server's, when the other side has closed the connection. */
  private static final class Gone extends OutputStream {
    @Override
    public void write(int one) {
      throw new UncheckedIOException(new IOException("Broken pipe"));
    }
  }
}
