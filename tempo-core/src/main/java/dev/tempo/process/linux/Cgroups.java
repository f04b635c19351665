package dev.tempo.process.linux;

import dev.tempo.process.ProcessLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor's own group in the cgroup v2 tree, below the group that this JVM is in, with a
 * child for each run ({@code cgroups(7)}). It needs the right to make directories there, and no
 * controller: {@code cgroup.kill} and the CPU time are there without. The controllers that the
 * parent hands down are used for limits. The JVM itself is never moved.
 */
public final class Cgroups {
  private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
  private static final List<String> USEFUL = List.of("memory", "cpu", "pids");

  private final Path group;
  private final Set<String> controllers;

  private Cgroups(Path group, Set<String> controllers) {
    this.group = group;
    this.controllers = controllers;
  }

  /**
   * The group for the runs in this directory, made if need be.
   *
   * @return empty where there is no cgroup v2, or where it may not be written
   */
  public static Optional<Cgroups> find(Path runs) {
    try {
      Optional<Path> current = ownGroup(Path.of("/proc/self"));
      String name = "tempo-" + Integer.toHexString(runs.toAbsolutePath().toString().hashCode());
      return current.isEmpty() ? Optional.empty() : open(current.get().resolve(name));
    } catch (IOException e) {
      LOG.debug("cgroup v2 cannot be used: {}", e.toString());
      return Optional.empty();
    }
  }

  /** Uses this directory of a cgroup v2 file system. */
  static Optional<Cgroups> open(Path group) throws IOException {
    if (!Files.isDirectory(group)) {
      Files.createDirectory(group);
    }
    if (!Files.isWritable(group.resolve("cgroup.kill"))) { // Linux 5.14
      return Optional.empty();
    }
    Cgroups cgroups = new Cgroups(group, enableControllers(group));
    cgroups.removeEmptyChildren();
    return Optional.of(cgroups);
  }

  /** Where a process is in the cgroup v2 tree, as a directory; for {@code /proc/self} our own. */
  static Optional<Path> ownGroup(Path procSelf) throws IOException {
    Optional<String> group =
        Files.readAllLines(procSelf.resolve("cgroup")).stream()
            .filter(line -> line.startsWith("0::/"))
            .map(line -> line.substring("0::".length()))
            .findFirst();
    Optional<String[]> mount =
        Files.readAllLines(procSelf.resolve("mountinfo")).stream()
            .filter(line -> line.contains(" - cgroup2 "))
            .map(line -> line.split(" "))
            .findFirst();
    if (group.isEmpty() || mount.isEmpty()) {
      return Optional.empty();
    }
    String root = mount.get()[3]; // proc_pid_mountinfo(5): what of the file system is mounted
    String inMount =
        group.get().startsWith(root) ? group.get().substring(root.length()) : group.get();
    return Optional.of(Path.of(mount.get()[4], inMount));
  }

  private static Set<String> enableControllers(Path group) throws IOException {
    Set<String> available = words(group.resolve("cgroup.controllers"));
    available.retainAll(USEFUL);
    Set<String> enabled = new TreeSet<>();
    for (String controller : available) {
      try {
        Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
        enabled.add(controller);
      } catch (IOException e) {
        LOG.debug("controller {} is not delegated: {}", controller, e.toString());
      }
    }
    return enabled;
  }

  private static Set<String> words(Path file) throws IOException {
    Set<String> words = new TreeSet<>(Arrays.asList(Files.readString(file).strip().split("\\s+")));
    words.remove("");
    return words;
  }

  /** The controllers that limit runs: some of memory, cpu and pids. */
  public Set<String> controllers() {
    return controllers;
  }

  public Path path() {
    return group;
  }

  /** Makes a run's group, and this one again if somebody has tidied it away. */
  public Cgroup create(UUID id, ProcessLimits limits) throws IOException {
    Cgroup cgroup = new Cgroup(Files.createDirectories(group.resolve(id.toString())));
    try {
      cgroup.limit(limits, controllers);
      return cgroup;
    } catch (IOException e) {
      cgroup.delete();
      throw e;
    }
  }

  /** Removes what runs of an earlier supervisor left behind, and, at the end, the group itself. */
  void removeEmptyChildren() {
    try (Stream<Path> children = Files.list(group)) {
      children.filter(Files::isDirectory).forEach(child -> new Cgroup(child).delete());
    } catch (IOException e) {
      LOG.debug("{}: {}", group, e.toString());
    }
  }

  public void close() {
    removeEmptyChildren();
    new Cgroup(group).delete();
  }
}
