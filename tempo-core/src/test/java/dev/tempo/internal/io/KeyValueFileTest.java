package dev.tempo.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.internal.io.KeyValueFile.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both forms, as they lie on disks since the first version. */
final class KeyValueFileTest {
  private static final String RUN =
      """
      endedBy=STOPPED
      explanation=C:\\new says a=b
      exitCode=3
      end
      """;

  private static final String STATE =
      """
      at=2026-11-28T06:00:00Z
      message=two\\nlines of C:\\\\new
      phase=INSTALL
      end
      """;

  @TempDir private Path directory;

  @Test
  void plainFile_isReadToTheLetter_andWrittenAsItWas() throws IOException {
    Path file = Files.writeString(directory.resolve("result"), RUN);

    KeyValueFile read = KeyValueFile.read(file, Form.PLAIN).orElseThrow();
    assertThat(read.get("explanation")).contains("C:\\new says a=b");
    assertThat(read.requireLong("exitCode")).isEqualTo(3);

    KeyValueFile.in(Form.PLAIN)
        .put("endedBy", "STOPPED")
        .put("explanation", Optional.of("C:\\new\nsays a=b"))
        .put("exitCode", 3)
        .put("signal", Optional.empty())
        .write(file);
    assertThat(file).content().isEqualTo(RUN);
  }

  @Test
  void escapedFile_keepsLineEndsAndBackslashes_andIsWrittenAsItWas() throws IOException {
    Path file = Files.writeString(directory.resolve("failure"), STATE);

    KeyValueFile read = KeyValueFile.read(file, Form.ESCAPED).orElseThrow();
    assertThat(read.require("message")).isEqualTo("two\nlines of C:\\new");

    KeyValueFile.in(Form.ESCAPED)
        .put("at", "2026-11-28T06:00:00Z")
        .put("message", "two\nlines of C:\\new")
        .put("phase", "INSTALL")
        .writeDurably(file);
    assertThat(file).content().isEqualTo(STATE);
  }

  @Test
  void whatIsNoWholeFile_isAsIfThereWereNone() throws IOException {
    Path file = directory.resolve("run");
    assertThat(KeyValueFile.read(file, Form.PLAIN)).isEmpty();
    Files.writeString(file, RUN.substring(0, RUN.length() - 1));
    assertThat(KeyValueFile.read(file, Form.PLAIN)).isEmpty();
    Files.writeString(file, "state=at the end\n");
    assertThat(KeyValueFile.read(file, Form.PLAIN)).isEmpty();
    Files.write(file, new byte[] {'a', '=', (byte) 0xff, '\n', 'e', 'n', 'd', '\n'});
    assertThat(KeyValueFile.read(file, Form.ESCAPED)).isEmpty();
  }

  @Test
  void linkOrMissingField_isSaid() throws IOException {
    Path file = Files.writeString(directory.resolve("run"), "end\n");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThatThrownBy(() -> KeyValueFile.read(link, Form.PLAIN)).isInstanceOf(IOException.class);
    KeyValueFile none = KeyValueFile.read(file, Form.PLAIN).orElseThrow();
    assertThatThrownBy(() -> none.require("startedAt"))
        .isInstanceOf(KeyValueFile.MissingFieldException.class)
        .hasMessageContaining("startedAt");
  }
}
