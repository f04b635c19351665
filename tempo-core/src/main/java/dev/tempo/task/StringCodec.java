package dev.tempo.task;

import java.util.Objects;

/** Takes strings as they are, and tells what takes other values. */
final class StringCodec implements PayloadCodec {
  static final StringCodec INSTANCE = new StringCodec();

  private static final String ADVICE =
      "; for other types give Tempo.builder() a payloadCodec, such as JacksonPayloadCodec of"
          + " tempo-jackson";

  private StringCodec() {}

  @Override
  public String encode(Object value) {
    Objects.requireNonNull(value, "value");
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "A String is taken, but got a " + value.getClass().getName() + ADVICE);
  }

  @Override
  public <T> T decode(String text, Class<T> type) {
    Objects.requireNonNull(text, "text");
    if (!type.isAssignableFrom(String.class)) {
      throw new IllegalArgumentException(
          "A String is given, but a " + type.getName() + " was asked for" + ADVICE);
    }
    return type.cast(text);
  }
}
