package dev.tempo.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCipherTest {
  private static final String TEXT = "0123456789012345678901234567890123456789";

  @TempDir Path directory;

  @Test
  void sealed_opensWithTheSameKeyAndContextOnly() throws Exception {
    Path file = directory.resolve("keys/secret.key");
    String sealed = SecretCipher.open(file).encrypt("pässword\n", "job/NAME");

    assertThat(SecretCipher.open(file).decrypt(sealed, "job/NAME")).isEqualTo("pässword\n");
    assertThat(sealed).matches("v1:[A-Za-z0-9+/]+").doesNotContain("ssword");
    assertThat(SecretCipher.open(file).encrypt("pässword\n", "job/NAME")).isNotEqualTo(sealed);
    assertThatThrownBy(() -> SecretCipher.open(file).decrypt(sealed, "job/OTHER"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("job/OTHER");
    assertThatThrownBy(
            () -> SecretCipher.open(directory.resolve("other")).decrypt(sealed, "job/NAME"))
        .isInstanceOf(SecretException.class);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void changedOrForeignText_isRefused() {
    SecretCipher box = SecretCipher.of(TEXT);
    String sealed = box.encrypt("value", "c");
    char last = sealed.charAt(sealed.length() - 3);
    String changed =
        sealed.substring(0, sealed.length() - 3)
            + (last == 'A' ? 'B' : 'A')
            + sealed.substring(sealed.length() - 2);

    assertThat(SecretCipher.of(TEXT).decrypt(sealed, "c")).isEqualTo("value");
    for (String bad :
        List.of(changed, "v1:", "v1:?", "v1:AAAA", "value", "v2:" + sealed.substring(3))) {
      assertThatThrownBy(() -> box.decrypt(bad, "c")).as(bad).isInstanceOf(SecretException.class);
    }
    assertThatThrownBy(() -> SecretCipher.of("short")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readableOrDamagedKeyFile_isRefused() throws Exception {
    Path file = directory.resolve("key");
    SecretCipher.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SecretCipher.open(file))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("chmod 600");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    for (String text : List.of("", "AAAA", "not base64!")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> SecretCipher.open(file))
          .isInstanceOf(SecretException.class)
          .hasMessageContaining("does not hold a key");
    }
    Path blocked = Files.writeString(directory.resolve("file"), "").resolve("key");
    assertThatThrownBy(() -> SecretCipher.open(blocked)).isInstanceOf(SecretException.class);
  }

  @Test
  void keyMadeByManyAtOnce_isOne() throws Exception {
    Path file = directory.resolve("key");
    CountDownLatch begin = new CountDownLatch(1);
    List<CompletableFuture<String>> sealed = new ArrayList<>();
    try (var threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < 8; i++) {
        sealed.add(
            CompletableFuture.supplyAsync(
                () -> {
                  begin.countDown();
                  return SecretCipher.open(file).encrypt("v", "c");
                },
                threads));
      }
      for (CompletableFuture<String> future : sealed) {
        assertThat(SecretCipher.open(file).decrypt(future.get(), "c")).isEqualTo("v");
      }
    }
  }
}
