package dev.tempo.task;

import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value of the program's own that a handler is given besides its parameters. It is a value as
 * long as nobody has saved it, and the text that a {@link PayloadCodec} made of it afterwards.
 * Immutable, as far as the value is.
 */
public final class Payload {
  /** Most bytes of the text, as UTF-8. Keep what is larger elsewhere, and give its key. */
  public static final int MAX_BYTES = 64 * 1024;

  private final @Nullable Object value;
  private final @Nullable String text;

  private Payload(@Nullable Object value, @Nullable String text) {
    this.value = value;
    this.text = text;
  }

  /**
   * A value, which is encoded when its job is saved or its run is asked for.
   *
   * @throws NullPointerException if it is null
   */
  public static Payload of(Object value) {
    return new Payload(Objects.requireNonNull(value, "value"), null);
  }

  /**
   * A value as its codec has written it.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public static Payload encoded(String text) {
    return new Payload(null, StoredText.checked("payload", text));
  }

  /** Whether it is a text. */
  public boolean isEncoded() {
    return text != null;
  }

  /** The value; empty once it is encoded. */
  public Optional<Object> value() {
    return Optional.ofNullable(value);
  }

  /**
   * The text.
   *
   * @throws IllegalStateException if it is not encoded
   */
  public String text() {
    if (text == null) {
      throw new IllegalStateException("The payload is not encoded; save it through Tempo");
    }
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that
        && Objects.equals(value, that.value)
        && Objects.equals(text, that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, text);
  }

  @Override
  public String toString() {
    return text == null ? "payload of " + value : "payload of " + text.length() + " characters";
  }
}
