package dev.tempo.server.scripts;

import dev.tempo.files.Trees;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directories of deleted jobs for a while, as {@code trash/<id>/files} beside {@code
 * trash/<id>/entry.json}: what a script wrote is nobody's to throw away by the way. Thread-safe.
 */
public final class Trash implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trash.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(6);
  private static final String FILES = "files";
  private static final String ENTRY = "entry.json";

  private final Path root;
  private final ScriptTree tree;
  private final TimeSource time;
  private final IntSupplier days;
  private final ScheduledExecutorService cleaner =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tempo-trash").factory());

  /**
   * In a directory, which need not exist.
   *
   * @param days for which directories are kept
   */
  public Trash(Path root, ScriptTree tree, TimeSource time, IntSupplier days) {
    this.root = root;
    this.tree = tree;
    this.time = time;
    this.days = days;
  }

  /** Begins to delete what is old, now and every few hours. */
  public void begin() {
    cleaner.scheduleWithFixedDelay(this::clean, 0, BETWEEN_CLEANINGS.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    cleaner.shutdownNow();
  }

  /** What lies in a job's directory beside what Tempo writes there itself. */
  public JobFiles files(String key) {
    return tree.others(key);
  }

  /**
   * Takes in the directory of a job that was deleted. If it cannot be moved, it stays where it is.
   *
   * @return empty if there is no directory, or if it stays
   */
  public Optional<Discarded> discard(Discarded.JobName job, String deletedBy) {
    Instant now = time.nowMillis();
    JobFiles files = tree.others(job.key());
    String id = TIME.format(now.atOffset(ZoneOffset.UTC)) + "-" + job.id();
    Discarded entry = new Discarded(id, job, deletedBy, now, files.count(), files.sizeBytes());
    Path place = root.resolve(id);
    try {
      PrivateFiles.createDirectories(place);
      PrivateFiles.write(place.resolve(ENTRY), Json.bytes(Json.node(DiscardedResponse.of(entry))));
      if (tree.moveOut(job.key(), place.resolve(FILES))) {
        return Optional.of(entry);
      }
      PrivateFiles.delete(place);
    } catch (IOException e) {
      LOG.warn("The files of '{}' stay in scripts/: {}", job.key(), e.toString());
    }
    return Optional.empty();
  }

  /** All that is there, the newest first. */
  public List<Discarded> all() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> places = Files.list(root)) {
      return places
          .flatMap(place -> read(place).stream())
          .sorted(Comparator.comparing(Discarded::deletedAt).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The directory " + root + " cannot be read", e);
    }
  }

  /** How long something is kept. */
  public Instant keptUntil(Discarded entry) {
    return entry.deletedAt().plus(Duration.ofDays(days.getAsInt()));
  }

  /**
   * Moves what is there into the directory of a job. What is in its way there is left alone: such
   * files go into a directory of their own beside it.
   *
   * @return that directory's name, if it was needed
   * @throws UncheckedIOException if something could not be moved; the rest is still in the trash
   */
  public Optional<String> restore(Discarded entry, String key) {
    Path place = root.resolve(entry.id());
    Path beside = place.resolve("restored-" + entry.id());
    try (Stream<Path> content = Files.list(place.resolve(FILES))) {
      Path to = tree.made(key);
      Trees.join(place.resolve(FILES), to);
      for (Path each : content.toList()) {
        // What is in the way is put together here, where nobody else can put a link in its place.
        boolean taken = Files.exists(to.resolve(each.getFileName()), LinkOption.NOFOLLOW_LINKS);
        if (taken) {
          Files.createDirectories(beside);
        }
        move(each, taken ? beside : to);
      }
      boolean needed = Files.exists(beside);
      if (needed) {
        move(beside, to);
      }
      delete(entry);
      return needed ? Optional.of(beside.getFileName().toString()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The files of '" + entry.job().name() + "' stay: " + e, e);
    }
  }

  private static void move(Path file, Path directory) throws IOException {
    Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes something for good. */
  public void delete(Discarded entry) {
    try {
      PrivateFiles.delete(root.resolve(entry.id()));
    } catch (IOException e) {
      throw new UncheckedIOException("The trash " + entry.id() + " cannot be deleted: " + e, e);
    }
  }

  private void clean() {
    try {
      Instant now = time.nowMillis();
      for (Discarded entry : all()) {
        if (keptUntil(entry).isBefore(now)) {
          delete(entry);
          LOG.info("The files of '{}' went from the trash", entry.job().key());
        }
      }
    } catch (RuntimeException | Error e) { // or it would never be cleaned again
      LOG.warn("The trash could not be cleaned", e);
    }
  }

  private static Optional<Discarded> read(Path place) {
    try {
      return Optional.of(Discarded.parse(Files.readString(place.resolve(ENTRY))));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // deleted meanwhile, or nothing of Tempo's
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read: {}", place, e.toString());
      return Optional.empty();
    }
  }
}
