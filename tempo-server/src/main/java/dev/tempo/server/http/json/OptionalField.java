package dev.tempo.server.http.json;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A field of a request that is absent, null or a value. In a POST what is absent takes its default,
 * in a PUT it stays as it is; both are {@code or(…)} with what holds so far.
 *
 * @param <T> the value's type
 */
public final class OptionalField<T> {
  private static final OptionalField<?> ABSENT = new OptionalField<>(false, null);
  private static final OptionalField<?> NULL = new OptionalField<>(true, null);

  private final boolean present;
  private final T value;

  private OptionalField(boolean present, T value) {
    this.present = present;
    this.value = value;
  }

  @SuppressWarnings("unchecked") // Holds no value.
  static <T> OptionalField<T> absent() {
    return (OptionalField<T>) ABSENT;
  }

  @SuppressWarnings("unchecked") // Holds no value.
  static <T> OptionalField<T> ofNull() {
    return (OptionalField<T>) NULL;
  }

  static <T> OptionalField<T> of(T value) {
    return new OptionalField<>(true, value);
  }

  /** True if the field was there, be it null. */
  public boolean present() {
    return present;
  }

  /** The value, if one was given. */
  public Optional<T> value() {
    return Optional.ofNullable(value);
  }

  /** The same with another value in the place of one that was given. */
  public OptionalField<T> map(UnaryOperator<T> change) {
    return value == null ? this : of(change.apply(value));
  }

  /** The value; what holds so far if the field is absent or null. */
  public T or(T current) {
    return value == null ? current : value;
  }

  /** The value; what holds so far if the field is absent; the default if it is null. */
  public T or(T current, T defaultValue) {
    if (!present) {
      return current;
    }
    return value == null ? defaultValue : value;
  }

  /** The value; what holds so far if the field is absent; empty if it is null. */
  public Optional<T> orMaybe(Optional<T> current) {
    return present ? Optional.ofNullable(value) : current;
  }
}
