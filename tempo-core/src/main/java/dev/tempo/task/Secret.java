package dev.tempo.task;

import java.util.Objects;

/**
 * The value of a secret variable: plain while a program holds it, sealed once its job was saved.
 * Stores only ever see sealed ones.
 *
 * @param form how the text is to be read
 * @param text the value itself, or what {@code SecretBox.seal} made of it
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
   * @throws IllegalArgumentException if a plain value contains NUL (POSIX.1 8.1)
   */
  public Secret {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(text, "text");
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("The value of a secret must not contain NUL");
    }
  }

  /** A value that is not encrypted yet; it is when its job is saved. */
  public static Secret plain(String value) {
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
