package dev.tempo.python.environment;

import dev.tempo.internal.io.Sha256;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessResult;
import dev.tempo.python.environment.BuildProgress.Phase;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.python.requirement.Requirement;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds one environment: installs into an empty one, or copies an equal one. Runs once, on one
 * thread.
 */
final class EnvironmentBuild {
  /**
   * Holds the tools that all builds share.
   *
   * @param inherited variables that tools inherit
   * @param account under which tools run; empty for that of this JVM
   */
  record Toolchain(
      InstallerRunner tools,
      Map<String, String> inherited,
      Optional<Path> uv,
      TimeSource time,
      Optional<OsAccount> account) {}

  /** A build came to nothing. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Toolchain workshop;
  private final EnvironmentSpec spec;
  private final BuildDirectory directory;
  private final InstallerSettings access;
  private final CancellationToken cancellation = new CancellationToken();
  private Consumer<BuildProgress> listener = progress -> {};
  private volatile Optional<BuildProgress> progress = Optional.empty();
  private Phase phase = Phase.WAITING;

  EnvironmentBuild(
      Toolchain workshop,
      EnvironmentSpec spec,
      BuildDirectory directory,
      InstallerSettings access) {
    this.workshop = workshop;
    this.spec = spec;
    this.directory = directory;
    this.access = access;
  }

  EnvironmentSpec spec() {
    return spec;
  }

  BuildDirectory directory() {
    return directory;
  }

  CancellationToken cancellation() {
    return cancellation;
  }

  /** Equal for builds of which one may be copied for the other. */
  String share() {
    return Sha256.sha256(spec.fingerprint() + "\n" + access.fingerprint());
  }

  /** The last thing that was done. */
  Optional<BuildProgress> progress() {
    return progress;
  }

  Phase phase() {
    return phase;
  }

  void listener(Consumer<BuildProgress> consumer) {
    listener = consumer;
  }

  /** Copies an equal environment. */
  PythonEnvironment copy(PythonEnvironment twin) throws Failed {
    try {
      directory.begin(spec, workshop.account());
      enter(Phase.SHARING);
      HardLinkCopier.copy(twin.directory(), directory.tree());
      return finished(twin.lock());
    } catch (IOException e) {
      throw new Failed(PythonMessages.BUILD_NOT_COPIED.text(twin.directory(), e), e);
    }
  }

  /** Makes the environment and fills it. */
  PythonEnvironment make() throws Failed {
    try {
      directory.begin(spec, workshop.account());
      enter(Phase.CREATING);
      if (workshop.account().isPresent()) {
        directory.hand(workshop.account().get());
      }
      create();
      if (!spec.requirements().isEmpty()) {
        install();
      }
      enter(Phase.LOCKING);
      directory.takeOver();
      return finished(SitePackages.lock(directory.tree()));
    } catch (IOException e) {
      throw new Failed(access.mask(PythonMessages.BUILD_NOT_WRITTEN.text(e)), e);
    }
  }

  private PythonEnvironment finished(List<LockedPackage> lock) {
    return new PythonEnvironment(
        spec, directory.id(), directory.tree(), lock, workshop.time().nowMillis());
  }

  private void create() throws IOException, Failed {
    String python = spec.interpreter().executable().toString();
    String path = directory.tree().toString();
    run(List.of(python, "-I", "-S", "-m", "venv", "--without-pip", path));
  }

  private void install() throws IOException, Failed {
    List<String> lines = spec.requirements().entries().stream().map(Requirement::text).toList();
    directory.want(lines, workshop.account());
    enter(Phase.RESOLVING);
    PackageInstaller installer = PackageInstaller.of(spec.interpreter(), workshop.uv());
    for (List<String> command : installer.install(directory.tree(), directory.wanted())) {
      run(command);
    }
    Files.delete(directory.wanted()); // it may hold credentials
  }

  private void run(List<String> command) throws IOException, Failed {
    OutputTailBuffer output = new OutputTailBuffer();
    InstallerRunner.Tool tool =
        new InstallerRunner.Tool(command, access.variables(workshop.inherited()), directory.tree());
    ProcessResult result =
        workshop
            .tools()
            .run(tool, cancellation, (error, text) -> printed(output, error, shown(text)));
    if (cancellation.requested()) {
      throw new Failed(PythonMessages.BUILD_CANCELLED.text(), null);
    }
    if (!result.success()) {
      throw new Failed(output.words(result), null);
    }
  }

  private String shown(String text) {
    return access.mask(text).replace(directory.wanted().toString(), "requirements.txt");
  }

  private void printed(OutputTailBuffer output, boolean error, String text) {
    output.add(error, text);
    Phase.of(text).filter(told -> told != phase).ifPresent(this::enter);
    tell(Optional.of(text));
  }

  /** Begins a phase. */
  void enter(Phase next) {
    phase = next;
    tell(Optional.empty());
  }

  /** Tells the end of a build that came to nothing, and why. */
  void failed(String message) {
    phase = Phase.FAILED;
    tell(Optional.of(message));
  }

  private void tell(Optional<String> line) {
    BuildProgress told =
        new BuildProgress(spec.job(), directory.id(), phase, line, workshop.time().nowMillis());
    progress = Optional.of(told);
    listener.accept(told);
  }
}
