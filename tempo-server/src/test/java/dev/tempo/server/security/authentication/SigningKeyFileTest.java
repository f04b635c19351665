package dev.tempo.server.security.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeyFileTest {
  @TempDir Path directory;

  @Test
  void missingFile_isMadeForItsOwnerAlone_andReadAgain() throws IOException {
    Path file = directory.resolve("config/jwt.key");
    byte[] key = SigningKeyFile.readOrCreate(file);
    assertThat(key).hasSize(32);
    assertThat(SigningKeyFile.readOrCreate(file)).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \n\n"})
  void emptyFile_isMadeAnew(String content) throws IOException {
    Path file = directory.resolve("jwt.key");
    Files.writeString(file, content);
    byte[] key = SigningKeyFile.readOrCreate(file);
    assertThat(key).hasSize(32);
    assertThat(SigningKeyFile.readOrCreate(file)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "abcdef", "no key", "\0\0\0\0"})
  void anythingElse_isRefusedAndSaysWhatToDo(String content) throws IOException {
    Path file = directory.resolve("jwt.key");
    Files.writeString(file, content);
    assertThatThrownBy(() -> SigningKeyFile.readOrCreate(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("remove it to make a new one");
    assertThat(Files.readString(file)).isEqualTo(content);
  }
}
