package dev.tempo.python.conda;

import dev.tempo.internal.io.Directories;
import dev.tempo.process.OsAccount;
import dev.tempo.python.InterpreterSearchPath;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.requirement.LockedPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments of conda, mamba, micromamba, miniforge and their like: those that the tools
 * themselves list, those in {@code ~/.conda/environments.txt}, and those under {@code envs/} of the
 * installations found by variables, PATH and usual places.
 *
 * <p>{@link #all()} reads the disk each time; the tools are asked once, and again after {@link
 * #refresh()}. Safe for use by several threads.
 */
public final class CondaEnvironments {
  private static final Logger LOG = LoggerFactory.getLogger(CondaEnvironments.class);
  private static final List<Path> SYSTEM = List.of(Path.of("/opt"), Path.of("/usr/local"));
  private static final String BASE = "base";
  private static final List<String> USUAL =
      List.of(
          "miniconda3",
          "anaconda3",
          "miniforge3",
          "mambaforge",
          "micromamba",
          "miniconda",
          "conda");
  private static final Pattern RECORD =
      Pattern.compile("(?<name>.+)-(?<version>[^-]+)-[^-]+\\.json");

  private final Map<String, String> environment;
  private final List<Path> systemPlaces;
  private final Optional<OsAccount> account;
  private Optional<List<Path>> told = Optional.empty();

  CondaEnvironments(Map<String, String> environment, List<Path> systemPlaces) {
    this(environment, systemPlaces, Optional.empty());
  }

  private CondaEnvironments(
      Map<String, String> environment, List<Path> systemPlaces, Optional<OsAccount> account) {
    this.environment = Map.copyOf(environment);
    this.systemPlaces = List.copyOf(systemPlaces);
    this.account = account;
  }

  /** Those of this machine, by the environment of this JVM. Nothing is looked for yet. */
  public static CondaEnvironments ofThisMachine() {
    return of(System.getenv());
  }

  /** Those of this machine, by HOME, PATH and the variables of conda and mamba as given. */
  public static CondaEnvironments of(Map<String, String> environment) {
    Objects.requireNonNull(environment, "environment");
    return new CondaEnvironments(environment, SYSTEM);
  }

  /** As {@link #of(Map)}, but the tools are asked under an account, for what it may know of. */
  public static CondaEnvironments of(Map<String, String> environment, OsAccount account) {
    Objects.requireNonNull(environment, "environment");
    return new CondaEnvironments(environment, SYSTEM, Optional.of(account));
  }

  /** None, wherever they are. */
  public static CondaEnvironments none() {
    return new CondaEnvironments(Map.of(), List.of());
  }

  /** Asks the tools again when next needed. */
  public synchronized void refresh() {
    told = Optional.empty();
  }

  /**
   * All environments: {@code base} first, then by name.
   *
   * @return unmodifiable; never null
   */
  public List<CondaEnvironment> all() {
    List<Path> roots = roots();
    Set<Path> prefixes = new LinkedHashSet<>(roots);
    places(roots).forEach(place -> prefixes.addAll(list(place)));
    prefixes.addAll(registered());
    prefixes.addAll(toldByTools());
    Map<Path, CondaEnvironment> found = new LinkedHashMap<>();
    for (Path prefix : prefixes) {
      if (Files.isDirectory(prefix.resolve("conda-meta"))) {
        found.putIfAbsent(real(prefix), describe(prefix, roots));
      }
    }
    Comparator<CondaEnvironment> baseFirst =
        Comparator.comparing(conda -> !conda.name().equals(BASE));
    return found.values().stream().sorted(baseFirst.thenComparing(CondaEnvironment::name)).toList();
  }

  /** The first environment of this name, or at this absolute path. */
  public Optional<CondaEnvironment> find(String nameOrPath) {
    return all().stream()
        .filter(
            found ->
                found.name().equals(nameOrPath) || found.prefix().toString().equals(nameOrPath))
        .findFirst();
  }

  private List<Path> roots() {
    Set<Path> roots = new LinkedHashSet<>();
    executables().stream().map(CondaEnvironments::rootOf).forEach(roots::add);
    variable("MAMBA_ROOT_PREFIX").ifPresent(roots::add);
    List<Path> parents = new ArrayList<>(systemPlaces);
    variable("HOME").ifPresent(parents::addFirst);
    for (Path parent : parents) {
      USUAL.forEach(name -> roots.add(parent.resolve(name)));
    }
    return roots.stream()
        .filter(
            root ->
                Files.isDirectory(root.resolve("conda-meta"))
                    || Files.isDirectory(root.resolve("envs")))
        .toList();
  }

  private List<Path> executables() {
    List<Path> found = new ArrayList<>();
    variable("CONDA_EXE").filter(Files::isExecutable).ifPresent(found::add);
    variable("MAMBA_EXE").filter(Files::isExecutable).ifPresent(found::add);
    for (String name : List.of("conda", "mamba", "micromamba")) {
      found.addAll(InterpreterSearchPath.programs(environment, name));
    }
    return found.stream().map(CondaEnvironments::real).distinct().toList();
  }

  /** {@code <root>/bin/conda} or {@code <root>/condabin/conda}. */
  private static Path rootOf(Path executable) {
    Path parent = executable.getParent();
    return parent == null || parent.getParent() == null ? executable : parent.getParent();
  }

  private Optional<Path> variable(String name) {
    return absolute(environment.getOrDefault(name, ""));
  }

  private static Optional<Path> absolute(String text) {
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** The directories in which each child may be an environment. */
  private List<Path> places(List<Path> roots) {
    List<Path> places = new ArrayList<>();
    roots.forEach(root -> places.add(root.resolve("envs")));
    variable("HOME").ifPresent(home -> places.add(home.resolve(".conda/envs")));
    for (String name : List.of("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS")) {
      for (String entry : environment.getOrDefault(name, "").split("[:,]")) {
        absolute(entry).ifPresent(places::add);
      }
    }
    return places;
  }

  private static List<Path> list(Path directory) {
    try {
      return Directories.list(directory, "[!.]*");
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      LOG.debug("{} cannot be listed", directory, e);
      return List.of();
    }
  }

  /** What conda writes down whenever it makes an environment, wherever that is. */
  private List<Path> registered() {
    Optional<Path> file = variable("HOME").map(home -> home.resolve(".conda/environments.txt"));
    if (file.isEmpty() || !Files.isRegularFile(file.get())) {
      return List.of();
    }
    try {
      return Files.readAllLines(file.get()).stream()
          .map(line -> absolute(line.strip()))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      LOG.warn("{} cannot be read", file.get(), e);
      return List.of();
    }
  }

  private synchronized List<Path> toldByTools() {
    if (told.isEmpty()) {
      CondaTool tool = new CondaTool(environment, account);
      told =
          Optional.of(
              executables().stream().map(tool::environments).flatMap(Collection::stream).toList());
    }
    return told.get();
  }

  private static CondaEnvironment describe(Path prefix, List<Path> roots) {
    List<LockedPackage> packages =
        list(prefix.resolve("conda-meta")).stream()
            .map(file -> RECORD.matcher(file.getFileName().toString()))
            .filter(Matcher::matches)
            .map(
                file ->
                    new LockedPackage(file.group("name"), file.group("version"), Optional.empty()))
            .sorted()
            .toList();
    Optional<Path> root = roots.stream().filter(prefix::startsWith).findFirst();
    return new CondaEnvironment(name(prefix, roots), prefix, root, python(packages), packages);
  }

  private static String name(Path prefix, List<Path> roots) {
    if (roots.contains(prefix)) {
      return BASE;
    }
    boolean named = prefix.getParent() != null && prefix.getParent().endsWith("envs");
    return named ? prefix.getFileName().toString() : prefix.toString();
  }

  private static Optional<PythonVersion> python(List<LockedPackage> packages) {
    return packages.stream()
        .filter(installed -> installed.name().equals("python"))
        .map(LockedPackage::version)
        .filter(version -> version.matches("\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}.*"))
        .map(PythonVersion::parse)
        .findFirst();
  }
}
