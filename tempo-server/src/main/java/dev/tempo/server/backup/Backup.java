package dev.tempo.server.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A backup that lies somewhere, as {@code <day>/tempo-<id>.tar.gz}.
 *
 * @param id when it was made, and its kind, as {@code 20261121T020000Z-daily}
 * @param createdAt when it was made
 * @param kind why
 * @param file the archive
 * @param sizeBytes its size
 */
record Backup(String id, Instant createdAt, Kind kind, Path file, long sizeBytes) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
  private static final Pattern FILE =
      Pattern.compile("tempo-((\\d{8}T\\d{6}Z)-(daily|weekly|manual))\\.tar\\.gz");

  /** Marks what a log says about one file. */
  static final String NOTE = " note: ";

  /** Why a backup was made, which says how long it is kept. */
  enum Kind {
    DAILY,
    WEEKLY,
    MANUAL;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a new one is to be called. */
  static String newId(Instant at, Kind kind) {
    return TIME.format(at.atOffset(ZoneOffset.UTC)) + "-" + kind.label();
  }

  /** Where it is to lie. */
  static Path newFile(Path backups, Instant at, String id) {
    String day = at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    return backups.resolve(day).resolve("tempo-" + id + ".tar.gz");
  }

  /** The backup that a file is; empty if it is none. */
  static Optional<Backup> of(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      Instant at = LocalDateTime.parse(name.group(2), TIME).toInstant(ZoneOffset.UTC);
      Kind kind = Kind.valueOf(name.group(3).toUpperCase(Locale.ROOT));
      return Optional.of(new Backup(name.group(1), at, kind, file, Files.size(file)));
    } catch (IOException | java.time.DateTimeException e) {
      return Optional.empty(); // deleted meanwhile, or not ours
    }
  }

  /** What was noted while it was made. */
  Path log() {
    String name = file.getFileName().toString().replace(".tar.gz", ".log");
    return file.resolveSibling(name);
  }

  /** How many files were left out, or changed while they were read; the log says which. */
  long notes() {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(NOTE)).count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // without a log, as one that was copied here
    }
  }
}
