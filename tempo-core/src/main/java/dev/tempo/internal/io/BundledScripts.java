package dev.tempo.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Loads the Python programs that are packed with Tempo. */
public final class BundledScripts {
  /** Begins each line that they print for Tempo. */
  public static final String MARK = "tempo:";

  private static final String DIRECTORY = "/dev/tempo/python/";

  private BundledScripts() {}

  /**
   * The text of a program.
   *
   * @throws NullPointerException if the name is null
   * @throws IllegalStateException if the jar has none of that name
   * @throws UncheckedIOException if the jar cannot be read
   */
  public static String text(String name) {
    Objects.requireNonNull(name, "name");
    try (InputStream in = BundledScripts.class.getResourceAsStream(DIRECTORY + name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + name + " cannot be read", e);
    }
  }
}
