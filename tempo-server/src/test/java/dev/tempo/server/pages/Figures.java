package dev.tempo.server.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps what tests measured, as it came, for people to look at. */
final class Figures {
  private static final Path FILE = Path.of("target", "pages", "figures.txt");

  private Figures() {}

  static void keep(String what, String figures) {
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(
          FILE,
          what + ": " + figures + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
