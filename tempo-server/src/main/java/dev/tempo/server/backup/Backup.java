package dev.tempo.server.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
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
  private static final Pattern ID = Pattern.compile("(\\d{8}T\\d{6}Z)-(daily|weekly|manual)");
  private static final String PREFIX = "tempo-";
  private static final String ARCHIVE = ".tar.gz";
  private static final String LOG = ".log";

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
    return backups.resolve(day).resolve(PREFIX + id + ARCHIVE);
  }

  /** The backup that a file is; empty if it is none. */
  static Optional<Backup> of(Path file) {
    Optional<String> id = id(file, ARCHIVE);
    Optional<Instant> at = id.flatMap(Backup::instantOf);
    if (at.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Backup(id.get(), at.get(), kind(id.get()), file, Files.size(file)));
    } catch (IOException e) {
      return Optional.empty(); // deleted meanwhile
    }
  }

  /** When the one of an id was made; empty if nothing is called so. */
  static Optional<Instant> instantOf(String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(parts.group(1), TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty(); // not ours
    }
  }

  private static Kind kind(String id) {
    return Kind.valueOf(id.substring(id.indexOf('-') + 1).toUpperCase(Locale.ROOT));
  }

  /** The id of that whose log a file is; empty if it is none. */
  static Optional<String> idOfLog(Path file) {
    return id(file, LOG);
  }

  private static Optional<String> id(Path file, String end) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(end) && name.length() > PREFIX.length()
        ? Optional.of(name.substring(PREFIX.length(), name.length() - end.length()))
        : Optional.empty();
  }

  /** Where the log of an archive lies. */
  static Path logOf(Path archive) {
    return archive.resolveSibling(archive.getFileName().toString().replace(ARCHIVE, LOG));
  }

  /** Where the archive of a log lies. */
  static Path archiveOf(Path log) {
    return log.resolveSibling(log.getFileName().toString().replace(LOG, ARCHIVE));
  }

  /** What was noted while it was made. */
  Path log() {
    return logOf(file);
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
