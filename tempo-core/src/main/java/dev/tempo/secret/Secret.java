package dev.tempo.secret;

import dev.tempo.value.StoredText;
import java.util.Objects;

/**
 * The value of a secret variable: plain while a program holds it, sealed once its job was saved.
 * Stores only ever see sealed ones.
 *
 * @param form how the text is to be read
 * @param text the value itself, or what {@code SecretCipher.seal} made of it
 */
public record Secret(Form form, String text) {

  /** How a secret's text is to be read. */
  public enum Form {
    /** As the value itself. */
    PLAIN,
    /** Encrypted, for one job and one name. */
    SEALED
  }

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if the value contains NUL (POSIX.1 8.1) or half of a surrogate
   *     pair
   */
  public Secret {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(text, "text");
    StoredText.checked("The value of a secret", text);
  }

  /** A value that is not encrypted yet; it is when its job is saved. */
  public static Secret plain(String value) {
    Objects.requireNonNull(value, "value");
    return new Secret(Form.PLAIN, value);
  }

  /** What a store has kept. */
  public static Secret sealed(String text) {
    return new Secret(Form.SEALED, text);
  }

  /** Whether it is encrypted. */
  public boolean isSealed() {
    return form == Form.SEALED;
  }

  /** Without the value. */
  @Override
  public String toString() {
    return "Secret[" + form + "]";
  }
}
