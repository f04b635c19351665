package dev.tempo.process.supervise;

import dev.tempo.files.PosixPermissions;
import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessResult.Ending;
import dev.tempo.process.system.ProcessBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory of one run: all that is known of it when nobody supervises it.
 *
 * <pre>
 * run        how it is to be treated        by the JVM, before the spawn
 * start.*    which start this is, as its wrapper is told  by the JVM, before the spawn
 * environment  variables for another account  by the JVM; the wrapper deletes it
 * identity   pid, start time, boot id       by the JVM, after the spawn
 * pid        the numbers of wrapper and relays  by the wrapper
 * stdout.pipe  where the command writes     by the JVM, before the spawn
 * stderr.pipe  the same
 * stdout     what was written               by the relay of the pipe, or the command itself
 * stderr     the same
 * silence    for how long it may go on without its supervisor  by the JVM, before the spawn
 * expired    it was ended for that          by the dead man's switch, before the first signal
 * stop       the intent to stop, and why    by the JVM, before the first signal
 * outside    the cgroup could not be entered  by the wrapper
 * exit       exit code or signal, times     by the wrapper, when the command has ended, over blanks
 * result     everything                     by the JVM, when the whole tree was dealt with
 * </pre>
 */
public final class RunDirectory {
  private final UUID id;
  private final Path path;

  public RunDirectory(Path parent, UUID id) {
    this.id = id;
    this.path = parent.resolve(id.toString());
  }

  /** Makes the directory, for its owner only; fails if it is there already. */
  public void create() throws IOException {
    Files.createDirectory(path, PosixPermissions.of("rwx------"));
  }

  public UUID id() {
    return id;
  }

  public Path path() {
    return path;
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  public ProcessBackend.Output output() {
    return new ProcessBackend.Output(path.resolve("stdout"), path.resolve("stderr"));
  }

  /** The pipes between a command and its output, in the order of {@link #output()}. */
  List<Path> pipes() {
    return List.of(path.resolve("stdout.pipe"), path.resolve("stderr.pipe"));
  }

  /**
   * Gives another account what it may write to, and its variables.
   *
   * @param piped whether it writes to the pipes, and never sees the files
   */
  void handTo(OsAccount account, boolean piped, Map<String, String> variables) throws IOException {
    if (!piped) {
      Files.createFile(output().stdout(), PosixPermissions.of("rw-------"));
      Files.createFile(output().stderr(), PosixPermissions.of("rw-------"));
    }
    for (Path file : piped ? pipes() : List.of(output().stdout(), output().stderr())) {
      account.requireOwnership(file);
    }
    account.chown(variables, path.resolve("environment"));
  }

  long outputBytes() {
    return path.resolve("stdout").toFile().length() + path.resolve("stderr").toFile().length();
  }

  public void writeRecord(RunFile record) throws IOException {
    record.toFields().write(path.resolve("run"));
  }

  Optional<RunFile> record() throws IOException {
    Optional<KeyValueFile> fields = fields("run");
    return fields.isEmpty() ? Optional.empty() : Optional.of(RunFile.of(fields.get()));
  }

  /** For the dead man's switch: for how long, in hundredths of a second, and its control group. */
  void writeSilence(long ticks, RunFile record) throws IOException {
    String cgroup = record.cgroup().map(Path::toString).orElse("-");
    Files.writeString(path.resolve("silence"), ticks + " " + cgroup + "\n");
  }

  boolean hasSilence() {
    return Files.exists(path.resolve("silence"));
  }

  void deleteSilence() throws IOException {
    Files.deleteIfExists(path.resolve("silence"));
  }

  /** Whether it was ended since its supervisor was silent for too long. */
  public boolean isExpired() {
    return Files.exists(path.resolve("expired"));
  }

  public void writeIdentity(ProcessIdentity identity) throws IOException {
    KeyValueFile.in(KeyValueFile.Form.PLAIN)
        .put("pid", identity.pid())
        .put("start", identity.startTicks())
        .put("boot", identity.bootId())
        .write(path.resolve("identity"));
  }

  Optional<ProcessIdentity> identity() throws IOException {
    Optional<KeyValueFile> stored = fields("identity");
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    KeyValueFile fields = stored.get();
    return Optional.of(
        new ProcessIdentity(
            fields.requireLong("pid"), fields.requireLong("start"), fields.require("boot")));
  }

  /** What the wrapper says of itself; empty if it did not come to it. */
  Optional<Long> wrapperPid() throws IOException {
    return pids().stream().findFirst();
  }

  /** The relays of standard output and standard error; none if it has none, or not yet. */
  public List<Long> relayPids() throws IOException {
    return pids().stream().skip(1).toList();
  }

  private List<Long> pids() throws IOException {
    String text = SmallFile.read(path.resolve("pid")).orElse("");
    return text.endsWith("\n")
        ? Stream.of(text.strip().split(" ")).map(Long::parseLong).toList()
        : List.of();
  }

  /** Notes that other relays have taken over. */
  void writePids(long wrapper, List<Long> relays) throws IOException {
    StringBuilder line = new StringBuilder().append(wrapper);
    relays.forEach(pid -> line.append(' ').append(pid));
    Files.writeString(path.resolve("pid"), line.append('\n'));
  }

  public void writeStop(Ending ending) throws IOException {
    ResultFields.of(ending).write(path.resolve("stop"));
  }

  /** The intent to stop; none if the command had ended before it was stored. */
  Optional<Ending> stop() throws IOException {
    Optional<KeyValueFile> fields = fields("stop");
    if (fields.isEmpty() || endedBeforeStop()) {
      return Optional.empty();
    }
    return Optional.of(ResultFields.ending(fields.get()));
  }

  private boolean endedBeforeStop() throws IOException {
    return exit().isPresent() && exitTime().isBefore(modified("stop"));
  }

  /**
   * Notes a start. A run that has never begun may be started again, in a directory of this path.
   *
   * @return by which a wrapper knows the directory of its own start
   */
  String noteStart() throws IOException {
    String start = Integer.toHexString(ThreadLocalRandom.current().nextInt());
    Files.createFile(path.resolve("start." + start));
    return start;
  }

  /** Makes room for the note that the wrapper is to write. */
  void reserveExit() throws IOException {
    ExitFile.reserve(path.resolve("exit"));
  }

  Optional<ExitFile> exit() throws IOException {
    return ExitFile.read(path.resolve("exit"));
  }

  /** When the command ended. Only if {@link #exit()} is present. */
  Instant exitTime() throws IOException {
    return modified("exit");
  }

  private Instant modified(String name) throws IOException {
    return Files.getLastModifiedTime(path.resolve(name)).toInstant();
  }

  boolean isOutsideCgroup() {
    return path.resolve("outside").toFile().exists();
  }

  private Optional<KeyValueFile> fields(String name) throws IOException {
    return KeyValueFile.read(path.resolve(name), KeyValueFile.Form.PLAIN);
  }

  void writeResult(ProcessResult result) throws IOException {
    ResultFields.of(result).write(path.resolve("result"));
  }

  Optional<ProcessResult> result() throws IOException {
    Optional<KeyValueFile> fields = fields("result");
    return fields.isEmpty() ? Optional.empty() : Optional.of(ResultFields.result(fields.get()));
  }

  /**
   * Removes it unless the wrapper has told its number. Moving it away first leaves no wrapper the
   * time to begin after it was looked for.
   *
   * @return whether it is gone
   */
  boolean moveAwayUnlessBegun() throws IOException {
    if (hasBegun(path)) {
      return false;
    }
    Path aside = path.resolveSibling(id + ".void");
    Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    if (hasBegun(aside)) {
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      return false;
    }
    delete(aside);
    return true;
  }

  /** Whether it holds what is written after the spawn. */
  public boolean tellsOfASpawn() {
    try {
      return record().isPresent() && (identity().isPresent() || hasBegun(path));
    } catch (IOException | RuntimeException e) {
      return true; // it is damaged, and that will be told
    }
  }

  /** Of a full disk, a wrapper may have told nothing but how the command ended. */
  private static boolean hasBegun(Path directory) throws IOException {
    return Files.exists(directory.resolve("pid"))
        || ExitFile.read(directory.resolve("exit")).isPresent()
        || directory.resolve("stdout").toFile().length() > 0
        || directory.resolve("stderr").toFile().length() > 0;
  }

  /** Removes it with all its files; does nothing if there is none. */
  public void delete() {
    if (exists()) {
      delete(path);
    }
  }

  private static void delete(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be deleted", e);
    }
  }

  /**
   * All run directories in a folder.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public static Set<UUID> ids(Path parent) {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(Files::isDirectory)
          .flatMap(child -> id(child.getFileName().toString()).stream())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(parent + " cannot be read", e);
    }
  }

  private static Optional<UUID> id(String name) {
    try {
      return Optional.of(UUID.fromString(name)).filter(id -> id.toString().equals(name));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }
}
