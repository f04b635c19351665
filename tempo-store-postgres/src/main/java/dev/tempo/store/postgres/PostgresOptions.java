package dev.tempo.store.postgres;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a {@link PostgresStore} keeps its tables, and how many connections it takes. Immutable.
 *
 * @param schema of the tables; lower-case letters, digits and underscores. It is created if it does
 *     not exist
 * @param directory where an engine keeps scripts and what they print until it is stored; empty if
 *     there is none, and then no scripts can run
 * @param readers how many connections read at most, from 2 to 64; two others write
 */
public record PostgresOptions(String schema, Optional<Path> directory, int readers) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final int MIN_READERS = 2;
  private static final int MAX_READERS = 64;

  /** The schema {@code tempo}, no directory, six connections that read. */
  public static final PostgresOptions DEFAULT = new PostgresOptions("tempo", Optional.empty(), 6);

  /**
   * Checks all values.
   *
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if the schema's name or the number of readers is not allowed
   */
  public PostgresOptions {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(directory, "directory");
    if (!NAME.matcher(schema).matches() || schema.startsWith("pg_")) {
      throw new IllegalArgumentException(
          "A schema's name consists of a-z, 0-9 and _, does not begin with a digit or pg_, and has"
              + " 63 characters at most, but got '"
              + schema
              + "'");
    }
    if (readers < MIN_READERS || readers > MAX_READERS) {
      throw new IllegalArgumentException(
          "There are " + MIN_READERS + " to " + MAX_READERS + " readers, but got " + readers);
    }
  }

  /**
   * Returns a copy with this schema.
   *
   * @throws IllegalArgumentException if the name is not allowed
   */
  public PostgresOptions withSchema(String value) {
    return new PostgresOptions(value, directory, readers);
  }

  /** Returns a copy with this directory. */
  public PostgresOptions withDirectory(Path value) {
    return new PostgresOptions(schema, Optional.of(value), readers);
  }

  /**
   * Returns a copy with so many connections that read.
   *
   * @throws IllegalArgumentException if the number is not allowed
   */
  public PostgresOptions withReaders(int value) {
    return new PostgresOptions(schema, directory, value);
  }
}
