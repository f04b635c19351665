package dev.tempo.server.security.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PasswordHasherTest {
  private final PasswordHasher passwords = new PasswordHasher(4);

  @AfterEach
  void close() {
    passwords.close();
  }

  @Test
  void hash_isSaltedAndMatchesItsPasswordOnly() {
    String hash = passwords.hash("correct horse");
    assertThat(hash).startsWith("$2a$04$").isNotEqualTo(passwords.hash("correct horse"));
    assertThat(passwords.matches("correct horse", hash)).isTrue();
    assertThat(passwords.matches("correct Horse", hash)).isFalse();
  }

  @Test
  void longPasswords_differBeyondTheSeventyTwoBytesOfBcrypt() {
    String start = "ä".repeat(100);
    String hash = passwords.hash(start + "x");
    assertThat(passwords.matches(start + "x", hash)).isTrue();
    assertThat(passwords.matches(start + "y", hash)).isFalse();
  }
}
