package dev.tempo.secret;

import dev.tempo.internal.message.SecretMessages;
import dev.tempo.message.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secret values for storage: AES-256 in Galois/Counter Mode (NIST SP 800-38D) with a
 * random nonce of 96 bits for each value. Thread-safe.
 *
 * {@snippet :
 * SecretCipher cipher = SecretCipher.open(Path.of("data/secret.key"));
 * String stored = cipher.encrypt("s3cret", "job 42/API_TOKEN");
 * String value = cipher.decrypt(stored, "job 42/API_TOKEN");
 * }
 *
 * <p>It protects copies of the stored data, such as backups without the key; not against whoever
 * can read the key file.
 */
public final class SecretCipher {
  private static final String VERSION = "v1:";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int FEWEST_CHARACTERS = 32;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  private SecretCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * With the key in this file, which is made, readable for its owner only, if it is not there. Two
   * processes that make it at once get the same key.
   *
   * @throws SecretException if it cannot be made or read, holds no key, or others may read it
   */
  public static SecretCipher open(Path keyFile) {
    Objects.requireNonNull(keyFile, "keyFile");
    return new SecretCipher(KeyFile.readOrMake(keyFile));
  }

  /**
   * With a key derived from a text that is random itself, such as a setting.
   *
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it has fewer than 32 characters
   * @throws IllegalStateException if this Java has no HMAC, which each has
   */
  public static SecretCipher of(String text) {
    Objects.requireNonNull(text, "text");
    if (text.length() < FEWEST_CHARACTERS) {
      throw new InvalidValueException(
          SecretMessages.SHORT_KEY.of(text.length(), FEWEST_CHARACTERS));
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              "tempo secret box 1".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return new SecretCipher(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /**
   * Encrypts a value. Each call gives another text.
   *
   * @param context where the value belongs, such as job and name: it opens only there
   * @return ASCII without blanks
   * @throws NullPointerException if one of them is null
   * @throws IllegalStateException if this Java has no AES-GCM, which each has
   */
  public String encrypt(String value, String context) {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(context, "context");
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, context)
              .doFinal(value.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return VERSION + Base64.getEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  /**
   * Decrypts what {@link #encrypt} gave.
   *
   * @throws SecretException if it was sealed with another key or context, changed, or is no sealed
   *     value at all
   * @throws NullPointerException if one of them is null
   */
  public String decrypt(String sealed, String context) {
    Objects.requireNonNull(sealed, "sealed");
    Objects.requireNonNull(context, "context");
    byte[] all = decode(sealed);
    byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, context);
      return new String(
          cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new SecretException(SecretMessages.NOT_OPENED.text(context), e);
    }
  }

  private static byte[] decode(String sealed) {
    if (!sealed.startsWith(VERSION)) {
      throw new SecretException(SecretMessages.NOT_SEALED.text(VERSION));
    }
    try {
      byte[] all = Base64.getDecoder().decode(sealed.substring(VERSION.length()));
      if (all.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        throw new SecretException(SecretMessages.TOO_SHORT.text());
      }
      return all;
    } catch (IllegalArgumentException e) {
      throw new SecretException(SecretMessages.NOT_BASE64.text(), e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
