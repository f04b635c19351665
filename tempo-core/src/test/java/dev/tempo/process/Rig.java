package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.supervise.RunMarkers;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A supervisor on a directory, which at the end proves that nothing it started is alive. */
public final class Rig implements AutoCloseable {
  public static final Map<String, String> ENVIRONMENT =
      EnvironmentWhitelist.standard().select(System.getenv());
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final ProcessTable TABLE = new ProcfsTable();

  private final Path directory;
  private final Way way;
  private final List<SupervisedProcess> started = new ArrayList<>();
  private ProcessSupervisor supervisor;

  public Rig(Way way, Path directory) throws ProcessException {
    this(way, directory, builder -> builder);
  }

  Rig(Way way, Path directory, UnaryOperator<ProcessSupervisor.Builder> settings)
      throws ProcessException {
    this.way = way;
    this.directory = directory;
    this.supervisor = settings.apply(way.builder(directory)).build();
  }

  ProcessSupervisor supervisor() {
    return supervisor;
  }

  Path runDirectory(UUID id) {
    return directory.resolve(id.toString());
  }

  /** As after a restart of the JVM: the old supervisor is gone, a new one knows nothing. */
  public ProcessSupervisor restart() throws ProcessException {
    supervisor.close();
    supervisor = way.builder(directory).build();
    return supervisor;
  }

  public static ProcessSpec.Builder shell(String script) {
    return shell(script, UUID.randomUUID());
  }

  public static ProcessSpec.Builder shell(String script, UUID id) {
    return ProcessSpec.of(id, "/bin/sh", "-c", script)
        .environment(ENVIRONMENT)
        .grace(Duration.ofMillis(300));
  }

  SupervisedProcess start(ProcessSpec.Builder spec) throws ProcessException {
    SupervisedProcess process = supervisor.start(spec.build());
    started.add(process);
    return process;
  }

  SupervisedProcess adopted(SupervisedProcess process) {
    started.add(process);
    return process;
  }

  public ProcessResult run(ProcessSpec.Builder spec) throws Exception {
    return result(start(spec));
  }

  public static ProcessResult result(SupervisedProcess process) throws Exception {
    return process.result().get(20, TimeUnit.SECONDS);
  }

  public static String output(SupervisedProcess process) throws IOException {
    return Files.readString(process.stdout());
  }

  /** Waits until the process has printed this. */
  public static void awaitOutput(SupervisedProcess process, String text) {
    await("output '" + text + "'", () -> read(process.stdout()).contains(text));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time to wait for %s", what).isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Who lives of a run: in its session, or with its cookie. */
  @SuppressWarnings("exports")
  public static Collection<ProcessEntry> living(SupervisedProcess process) {
    return TABLE.scan().stream()
        .filter(ProcessEntry::lives)
        .filter(
            entry ->
                entry.session() == process.identity().pid()
                    || RunMarkers.bears(TABLE, entry.pid(), process.id()))
        .toList();
  }

  /** Ends everything, as an administrator might, behind the supervisor's back. */
  static void killTree(SupervisedProcess process) {
    await(
        "end of the tree",
        () -> {
          living(process).forEach(entry -> kill(entry.pid()));
          return living(process).isEmpty();
        });
  }

  static boolean lives(long pid) {
    return TABLE.find(pid).filter(ProcessEntry::lives).isPresent();
  }

  /** A program with its full path, found as a shell would. */
  static String program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .filter(folder -> !folder.contains("shims")) // wrappers that start slowly
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow()
        .toString();
  }

  static ProcessSpec.Builder python(String script) {
    return ProcessSpec.of(UUID.randomUUID(), program("python3"), "-c", script)
        .environment(ENVIRONMENT)
        .grace(Duration.ofMillis(300));
  }

  /** Ends one process that a test has left on purpose. */
  public static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    await("end of " + pid, () -> !lives(pid));
  }

  @Override
  public void close() {
    supervisor.close();
    List<Long> sessions = started.stream().map(process -> process.identity().pid()).toList();
    List<String> ids = started.stream().map(process -> process.id().toString()).toList();
    assertThat(processesLeft(sessions, ids).filter(ProcessEntry::lives).map(Rig::describe))
        .as("processes left")
        .isEmpty();
    // A process that has ended keeps its entry until its parent, or init, has waited for it.
    await("the last entries", () -> processesLeft(sessions, ids).findAny().isEmpty());
    assertThat(started).as("results").allMatch(process -> process.result().isDone());
  }

  private static Stream<ProcessEntry> processesLeft(List<Long> sessions, List<String> ids) {
    return TABLE.scan().stream()
        .filter(
            entry ->
                sessions.contains(entry.session())
                    || TABLE
                        .variable(entry.pid(), RunMarkers.NAME)
                        .filter(ids::contains)
                        .isPresent());
  }

  private static String describe(ProcessEntry entry) {
    return entry.pid() + " of session " + entry.session() + ": " + read(procfs(entry.pid()));
  }

  private static Path procfs(long pid) {
    return Path.of("/proc", Long.toString(pid), "stat");
  }
}
