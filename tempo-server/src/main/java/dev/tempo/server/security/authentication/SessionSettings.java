package dev.tempo.server.security.authentication;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

  /**
   * Those of a server.
   *
   * @param secret empty for the key in a file of its directory
   */
  public static SessionSettings of(String secret, Path directory, Duration life) {
    return new SessionSettings(
        Optional.of(secret).filter(text -> !text.isEmpty()),
        directory.resolve("config/jwt.key"),
        life);
  }

  byte[] key() {
    return secret
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .orElseGet(() -> SigningKeyFile.readOrCreate(keyFile));
  }

  /**
   * Sees that there is a key, and makes one if there is none.
   *
   * @throws IllegalStateException if its file is damaged
   * @throws java.io.UncheckedIOException if its file can be neither read nor made
   */
  public void requireKey() {
    key();
  }

  /** Whether there is a key already. */
  public boolean hasKey() {
    return secret.isPresent() || Files.exists(keyFile);
  }

  /** What tells whether two sign alike, and nothing of the key. */
  public String fingerprint() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key(), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal("tempo nodes".getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** True if a session that still lives so long is to be prolonged. */
  boolean isDue(Duration left) {
    return left.compareTo(life.minus(RENEWED_AFTER)) < 0;
  }
}
