package dev.tempo.python;

import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.process.OsAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The Python interpreters of a machine: looked for in PATH, in pyenv's versions, {@code /usr/bin},
 * {@code /usr/local/bin}, {@code /opt} and {@code ~/.local}.
 *
 * {@snippet :
 * Interpreters interpreters = Interpreters.ofThisMachine();
 * Optional<Interpreter> wanted = interpreters.find("3.12");
 * Optional<Interpreter> usual = interpreters.newest();
 * }
 *
 * <p>Each executable is asked for its version once, in a process of its own that may take 10 s; the
 * answer holds until the file changes (no answer is asked for again), for all that look in the same
 * environment, by the same account, from this JVM. Each call looks whether the directories changed
 * (some 20 calls of {@code stat}) and starts a process only for what is new. Safe for use by
 * several threads; the first caller asks, the others wait.
 */
public final class Interpreters {
  private static final Pattern WANTED = Pattern.compile("\\d{1,4}(\\.\\d{1,4}){0,2}");
  private static final String USUAL = "3.12";

  /**
   * Something that is named as a Python and is not used.
   *
   * @param path where it is
   * @param reason a sentence for people
   */
  public record Skipped(Path path, String reason) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Skipped {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(reason, "reason");
    }
  }

  private record Stamp(Path real, long modifiedMs, long sizeBytes) {}

  private record Known(Stamp stamp, InterpreterProbe.Answer answer) {}

  private record Question(InterpreterProbe.Asker asker, Path candidate) {}

  /** For those who come later: to ask all that a machine has takes a third of a second. */
  private static final Map<Question, Known> TOLD =
      Collections.synchronizedMap(BoundedMap.byAccess(256));

  private record Found(List<Interpreter> usable, List<Skipped> skipped) {
    Found() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /** What was found while the directories were so; {@code probed} have been asked for it. */
  private record Scan(Map<Path, Long> fingerprint, List<Path> probed, Found found) {}

  private final InterpreterSearchPath places;
  private final InterpreterProbe probe;
  private final Map<Path, Known> known = new LinkedHashMap<>();
  private Scan last = new Scan(Map.of(), List.of(), new Found());

  Interpreters(InterpreterSearchPath places, Map<String, String> environment) {
    this(places, environment, Optional.empty());
  }

  private Interpreters(
      InterpreterSearchPath places, Map<String, String> environment, Optional<OsAccount> account) {
    this.places = places;
    this.probe = new InterpreterProbe(environment, account);
  }

  /** Those of this machine, by the environment of this JVM. Nothing is looked for yet. */
  public static Interpreters ofThisMachine() {
    return of(System.getenv());
  }

  /**
   * Those of this machine, by PATH, PYENV_ROOT and HOME as given.
   *
   * @param environment also what the interpreters are asked in
   */
  public static Interpreters of(Map<String, String> environment) {
    Objects.requireNonNull(environment, "environment");
    return new Interpreters(InterpreterSearchPath.of(environment), environment);
  }

  /** As {@link #of(Map)}, but only those that an account can start, which asks them, too. */
  public static Interpreters of(Map<String, String> environment, OsAccount account) {
    Objects.requireNonNull(environment, "environment");
    return new Interpreters(
        InterpreterSearchPath.of(environment), environment, Optional.of(account));
  }

  /** Only those in these directories, each a {@code bin}. */
  public static Interpreters in(List<Path> directories) {
    Objects.requireNonNull(directories, "directories");
    return new Interpreters(new InterpreterSearchPath(directories, List.of()), System.getenv());
  }

  /**
   * All that can be used, the newest first. An interpreter that is found in two ways is listed
   * once.
   *
   * @return unmodifiable; never null
   */
  public List<Interpreter> all() {
    return List.copyOf(scan().found().usable());
  }

  /** What is named as a Python and is not used, with the reasons. */
  public List<Skipped> rejected() {
    return List.copyOf(scan().found().skipped());
  }

  /**
   * The newest of a version.
   *
   * @param version as {@code 3}, {@code 3.12} or {@code 3.12.1}
   * @throws IllegalArgumentException if it is not one to three numbers with dots between them
   */
  public Optional<Interpreter> find(String version) {
    checkVersion(version);
    return all().stream()
        .filter(found -> (found.version() + ".").startsWith(version + "."))
        .findFirst();
  }

  static void checkVersion(String version) {
    if (!WANTED.matcher(version).matches()) {
      throw new InvalidValueException(PythonMessages.VERSION_FORM.of(version));
    }
  }

  /** The default: the newest 3.12 if there is one, else the newest of all. */
  public Optional<Interpreter> newest() {
    return find(USUAL).or(() -> all().stream().findFirst());
  }

  /**
   * The interpreter in this file, wherever it is; empty if it cannot be used.
   *
   * @param executable also that of a virtual environment is refused
   */
  public Optional<Interpreter> at(Path executable) {
    return ask(executable.toAbsolutePath()) instanceof InterpreterProbe.Answer.Usable usable
        ? Optional.of(usable.interpreter())
        : Optional.empty();
  }

  private synchronized Scan scan() {
    Map<Path, Long> fingerprint = places.fingerprint();
    if (!fingerprint.equals(last.fingerprint()) || !stillTrue(last)) {
      last = search(fingerprint);
    }
    return last;
  }

  private boolean stillTrue(Scan scan) {
    return scan.probed().stream()
        .allMatch(path -> stamp(path).equals(Optional.of(known.get(path).stamp())));
  }

  private Scan search(Map<Path, Long> fingerprint) {
    Found found = new Found();
    List<Path> probed = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    boolean complete = true;
    for (Path candidate : candidates(found.skipped())) {
      Optional<Stamp> stamp = stamp(candidate);
      if (stamp.isPresent() && seen.add(stamp.get().real())) {
        InterpreterProbe.Answer answer = ask(candidate);
        complete &= !(answer instanceof InterpreterProbe.Answer.Silent);
        probed.add(candidate);
        sort(candidate, answer, found);
      }
    }
    found.usable().sort(Comparator.comparing(Interpreter::version).reversed());
    return new Scan(complete ? fingerprint : Map.of(), complete ? probed : List.of(), found);
  }

  private static void sort(Path candidate, InterpreterProbe.Answer answer, Found found) {
    switch (answer) {
      case InterpreterProbe.Answer.Usable usable -> add(candidate, usable.interpreter(), found);
      case InterpreterProbe.Answer.Unusable unusable ->
          found.skipped().add(new Skipped(candidate, unusable.reason()));
      case InterpreterProbe.Answer.Silent silent ->
          found.skipped().add(new Skipped(candidate, silent.reason()));
    }
  }

  private static void add(Path candidate, Interpreter interpreter, Found found) {
    Path real = real(interpreter.executable());
    boolean known =
        found.usable().stream().anyMatch(other -> real(other.executable()).equals(real));
    if (known) {
      String reason = PythonMessages.SKIPPED_SAME.text(interpreter.executable());
      found.skipped().add(new Skipped(candidate, reason));
    } else {
      found.usable().add(interpreter);
    }
  }

  private static Path real(Path path) {
    return stamp(path).map(Stamp::real).orElse(path);
  }

  /** Without shims, and with what is behind them, wherever their pyenv is. */
  private List<Path> candidates(List<Skipped> skipped) {
    List<Path> direct = new ArrayList<>();
    Set<Path> behind = new HashSet<>();
    for (Path candidate : places.candidates()) {
      Optional<PyenvShim> shim = PyenvShim.read(candidate);
      shim.ifPresentOrElse(found -> behind.add(found.versions()), () -> direct.add(candidate));
      shim.ifPresent(found -> skipped.add(new Skipped(candidate, found.reason())));
    }
    direct.addAll(new InterpreterSearchPath(List.of(), List.copyOf(behind)).candidates());
    return direct;
  }

  private synchronized InterpreterProbe.Answer ask(Path candidate) {
    Optional<Stamp> stamp = stamp(candidate);
    Question question = new Question(probe.asker(), candidate);
    Known before = known.computeIfAbsent(candidate, any -> TOLD.get(question));
    if (before != null && stamp.equals(Optional.of(before.stamp()))) {
      return before.answer();
    }
    InterpreterProbe.Answer answer = probe.ask(candidate);
    if (stamp.isPresent() && !(answer instanceof InterpreterProbe.Answer.Silent)) {
      Known now = new Known(stamp.get(), answer);
      known.put(candidate, now);
      TOLD.put(question, now);
    }
    return answer;
  }

  private static Optional<Stamp> stamp(Path file) {
    try {
      Path real = file.toRealPath();
      return Optional.of(
          new Stamp(real, Files.getLastModifiedTime(real).toMillis(), Files.size(real)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
