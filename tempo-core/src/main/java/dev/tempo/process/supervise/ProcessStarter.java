package dev.tempo.process.supervise;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessSpec;
import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.linux.Cgroups;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a process from its specification, in an order that a crash at any point allows. */
public final class ProcessStarter {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessStarter.class);

  private final Path runs;
  private final Optional<Cgroups> cgroups;
  private final WrapperScript wrapper;
  private final Optional<OsAccount> account;
  private final SupervisorLoop loop;
  private final DeadMansSwitch deadMansSwitch;
  private final AtomicBoolean pipesWork = new AtomicBoolean(true);

  public ProcessStarter(
      Path runs,
      Optional<Cgroups> cgroups,
      WrapperScript wrapper,
      Optional<OsAccount> account,
      SupervisorLoop loop,
      DeadMansSwitch deadMansSwitch) {
    this.deadMansSwitch = deadMansSwitch;
    this.runs = runs;
    this.cgroups = cgroups;
    this.wrapper = wrapper;
    this.account = account;
    this.loop = loop;
  }

  /**
   * The process, not yet handed to the loop.
   *
   * @throws ProcessException if it could not be started; says why
   */
  public RunSupervisor start(ProcessSpec spec) throws ProcessException {
    List<String> command = resolve(spec);
    RunDirectory directory = makeDirectory(spec.id());
    Optional<Cgroup> cgroup = makeCgroup(spec);
    try {
      RunFile record =
          new RunFile(
              services().timing().clock().instant(), spec.policy(), cgroup.map(Cgroup::path));
      directory.writeRecord(record);
      if (spec.heartbeatTimeout().isPresent()) {
        deadMansSwitch.guard(directory, spec.heartbeatTimeout().get(), record);
      }
      ProcessIdentity identity = spawn(spec, command, directory, record);
      SupervisedRun subject = new SupervisedRun(directory, record, identity, cgroup);
      RunSupervisor supervision = new RunSupervisor(subject, loop, 0, false);
      supervision.onSample(spec.onSample());
      return supervision;
    } catch (IOException e) {
      cgroup.ifPresent(Cgroup::delete);
      directory.delete();
      throw new ProcessException(
          ProcessMessages.NOT_STARTED.text(spec.command(), String.valueOf(e.getMessage())), e);
    }
  }

  private SupervisorContext services() {
    return loop.services();
  }

  private RunDirectory makeDirectory(UUID id) throws ProcessException {
    RunDirectory directory = new RunDirectory(runs, id);
    try {
      directory.create();
      return directory;
    } catch (FileAlreadyExistsException e) {
      throw new ProcessException(ProcessMessages.ID_USED.text(id, directory.path()), e);
    } catch (IOException e) {
      throw new ProcessException(ProcessMessages.DIRECTORY_NOT_MADE.text(directory.path(), e), e);
    }
  }

  /** Without its group a run is watched and ended by way of the process table. */
  private Optional<Cgroup> makeCgroup(ProcessSpec spec) {
    try {
      return cgroups.isEmpty()
          ? Optional.empty()
          : Optional.of(cgroups.get().create(spec.id(), spec.limits()));
    } catch (IOException e) {
      LOG.warn("run {} goes without a cgroup: {}", spec.id(), e.toString());
      return Optional.empty();
    }
  }

  private ProcessIdentity spawn(
      ProcessSpec spec, List<String> command, RunDirectory directory, RunFile record)
      throws IOException {
    ProcessBackend host = services().host();
    Map<String, String> environment = new TreeMap<>(spec.environment());
    environment.put(RunMarkers.NAME, spec.id().toString());
    List<String> line = command;
    Optional<OsAccount> runAs = spec.account().or(() -> account);
    if (runAs.isPresent() && !host.hasSessions()) {
      throw new IOException(ProcessMessages.NO_SESSIONS.text(runAs.get()));
    }
    Optional<Path> relay = host.hasSessions() ? makePipes(directory) : Optional.empty();
    if (runAs.isPresent()) {
      directory.handTo(runAs.get(), relay.isPresent(), environment);
      line = runAs.get().wrap(line);
      environment.keySet().retainAll(List.of(RunMarkers.NAME));
      environment.putAll(OsAccount.WRAPPER_VARIABLES);
    }
    if (host.hasSessions()) {
      directory.reserveExit();
      line = wrapper.wrap(line, directory.path(), relay, record, directory.noteStart());
    }
    long pid =
        host.spawn(
            new ProcessBackend.Launch(line, environment, spec.directory(), directory.output()));
    ProcessIdentity identity = identify(pid);
    try {
      directory.writeIdentity(identity);
    } catch (IOException e) { // the wrapper's own note, or its cookie, will have to do
      LOG.warn("the identity of {} could not be stored", spec.id(), e);
    }
    return identity;
  }

  /** The program between the command's output and its files; empty if it writes to the files. */
  private Optional<Path> makePipes(RunDirectory directory) {
    Optional<Path> relay = Relays.program();
    try {
      if (relay.isPresent()) {
        services().host().makePipes(directory.pipes());
      }
      return relay;
    } catch (IOException e) {
      if (pipesWork.getAndSet(false)) {
        LOG.warn(
            "commands write to their files themselves: pipes cannot be made: {}", e.toString());
      }
      return Optional.empty();
    }
  }

  /** A child that has ended already, and was waited for by the JDK, has no start time any more. */
  private ProcessIdentity identify(long pid) {
    ProcessTable table = services().table();
    long start = table.find(pid).map(ProcessEntry::start).orElseGet(table::uptimeTicks);
    return new ProcessIdentity(pid, start, table.bootId());
  }

  /**
   * The command with the absolute path of its program: looked up in the PATH of its own
   * environment, as a shell would, but now, while an error can still be told.
   */
  private static List<String> resolve(ProcessSpec spec) throws ProcessException {
    Path directory = spec.directory();
    if (!Files.isDirectory(directory) || !Files.isExecutable(directory)) {
      throw new ProcessException(ProcessMessages.NO_WORKING_DIRECTORY.text(directory));
    }
    String program = spec.command().get(0);
    Path found =
        program.contains(File.separator)
            ? checkExecutable(directory.resolve(program))
            : search(program, spec.environment().getOrDefault("PATH", "/usr/bin:/bin"));
    return Stream.concat(Stream.of(found.toString()), spec.command().stream().skip(1)).toList();
  }

  private static Path checkExecutable(Path program) throws ProcessException {
    if (!Files.exists(program)) {
      throw new ProcessException(ProcessMessages.NO_COMMAND.text(program));
    }
    if (!isProgram(program)) {
      throw new ProcessException(ProcessMessages.NOT_EXECUTABLE.text(program));
    }
    return program;
  }

  private static Path search(String program, String path) throws ProcessException {
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program).toAbsolutePath())
        .filter(ProcessStarter::isProgram)
        .findFirst()
        .orElseThrow(() -> new ProcessException(ProcessMessages.NOT_IN_PATH.text(program, path)));
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
