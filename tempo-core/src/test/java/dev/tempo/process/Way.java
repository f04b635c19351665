package dev.tempo.process;

import dev.tempo.process.linux.Cgroups;
import java.nio.file.Path;

/** The ways in which the supervisor can work; the suites run in each of them. */
public enum Way {
  POSIX_SPAWN(SpawnMethod.POSIX_SPAWN, true),
  POSIX_SPAWN_WITHOUT_CGROUPS(SpawnMethod.POSIX_SPAWN, false),
  PROCESS_BUILDER(SpawnMethod.PROCESS_BUILDER, true),
  PROCESS_BUILDER_WITHOUT_CGROUPS(SpawnMethod.PROCESS_BUILDER, false);

  private final SpawnMethod method;
  private final boolean cgroups;

  Way(SpawnMethod method, boolean cgroups) {
    this.method = method;
    this.cgroups = cgroups;
  }

  ProcessSupervisor.Builder builder(Path directory) {
    return ProcessSupervisor.builder().directory(directory).spawner(method).cgroups(cgroups);
  }

  /** Whether a cgroup is really in use here, so that nothing can escape. */
  boolean confines(Path directory) {
    return cgroups && Cgroups.find(directory).isPresent();
  }
}
