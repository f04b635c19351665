package dev.tempo.server.security.authentication;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets how session tokens are signed and how long sessions live. Immutable.
 *
 * @param secret signs them; empty for the key in the file
 * @param keyFile holds the key that signs them otherwise; made when it is first needed
 * @param life of a session since it was last used
 */
public record SessionSettings(Optional<String> secret, Path keyFile, Duration life) {
  /** A session is prolonged at most this often, so that few requests write. */
  private static final Duration RENEWED_AFTER = Duration.ofMinutes(30);

  /** Checks that nothing is null. */
  public SessionSettings {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(keyFile, "keyFile");
    Objects.requireNonNull(life, "life");
  }

  byte[] key() {
    return secret
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .orElseGet(() -> SigningKeyFile.readOrCreate(keyFile));
  }

  /** True if a session that still lives so long is to be prolonged. */
  boolean isDue(Duration left) {
    return left.compareTo(life.minus(RENEWED_AFTER)) < 0;
  }
}
