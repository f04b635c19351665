package dev.tempo.faults.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a script wrote into a file of which the server knows nothing.
 *
 * @param run its run
 * @param begin whether it began then, and did not end
 * @param at when, by its own clock
 */
public record Mark(UUID run, boolean begin, Instant at) {

  /** Reads lines such as {@code B 01a2… 1795966948123}. */
  public static List<Mark> read(Path file) throws IOException {
    List<Mark> marks = new ArrayList<>();
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] words = line.split(" ");
      marks.add(
          new Mark(
              UUID.fromString(words[1]),
              words[0].equals("B"),
              Instant.ofEpochMilli(Long.parseLong(words[2]))));
    }
    return marks;
  }
}
