package dev.tempo.server.security.apikeys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The text of an API key, shown once. It is kept as its SHA-256 only: it has 256 random bits, so
 * that, other than with passwords, nothing slow is needed to keep it from being guessed out of its
 * hash.
 *
 * @param text the key
 */
record ApiKeyToken(String text) {
  private static final String MARK = "tempo_";
  private static final int BYTES = 32;
  private static final int PREFIX = MARK.length() + 6;
  private static final int HIDDEN_PART =
      4; // a key of somebody's own making shows a quarter at most
  private static final SecureRandom RANDOM = new SecureRandom();

  static ApiKeyToken random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new ApiKeyToken(MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** How it begins, to recognise it by. */
  String prefix() {
    return text.substring(0, Math.min(PREFIX, text.length() / HIDDEN_PART));
  }

  @Override
  public String toString() {
    return prefix() + "…";
  }
}
