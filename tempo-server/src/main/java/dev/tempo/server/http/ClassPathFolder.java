package dev.tempo.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Files of the class path whose addresses name a version, so that what they lead to never changes.
 */
public record ClassPathFolder(String location) implements StaticFolder {

  @Override
  public Optional<Found> find(String address) {
    return Optional.of(new Found(address, Keeping.FOR_EVER));
  }

  @Override
  public Optional<byte[]> read(String name) {
    return read(location, name);
  }

  /**
   * The content of a file of the class path.
   *
   * @param location where it lies
   * @param name with a slash before it
   */
  public static Optional<byte[]> read(String location, String name) {
    ClassLoader loader = ClassPathFolder.class.getClassLoader();
    try (InputStream in = loader.getResourceAsStream(location + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is damaged: " + name + " cannot be read", e);
    }
  }
}
