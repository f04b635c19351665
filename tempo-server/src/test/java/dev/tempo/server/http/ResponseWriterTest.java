package dev.tempo.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class ResponseWriterTest {
  private static final byte[] BYTES = "line\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

  @Test
  void clientThatIsGone_isTold_alsoThroughOtherStreams() {
    var out = new ResponseWriter.ClientStream(new Gone());
    assertThatThrownBy(() -> new GZIPOutputStream(out).write(BYTES))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(out.isGone()).isTrue();
  }

  @Test
  void sourceThatFails_isNotTakenForAClientThatIsGone() throws IOException {
    var sent = new ByteArrayOutputStream();
    var out = new ResponseWriter.ClientStream(sent);
    out.write(BYTES);
    out.flush();
    out.close();
    assertThat(out.isGone()).isFalse();
    assertThat(sent.toByteArray()).isEqualTo(BYTES);
  }

  /** As the server's, when the other side has closed the connection. */
  private static final class Gone extends OutputStream {
    @Override
    public void write(int one) {
      throw new UncheckedIOException(new IOException("Broken pipe"));
    }
  }
}
