package dev.tempo.server.groups;

import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonService;
import dev.tempo.server.backup.ItemRestorer;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobService;
import dev.tempo.store.jdbc.JdbcStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the API says of groups. */
public final class GroupFeatures {
  private GroupFeatures() {}

  /**
   * What restores a group out of a backup of the server.
   *
   * @param data in which groups and runs are kept
   */
  public static ItemRestorer restorer(GroupService groups, JobService jobs, JdbcStore data) {
    return new GroupItemRestorer(groups, jobs, data);
  }

  /**
   * All routes.
   *
   * @param usual the interpreter of scripts that name none
   */
  public static List<Feature> of(
      GroupService groups,
      JobService jobs,
      PythonService python,
      Supplier<Optional<Interpreter>> usual) {
    return List.of(
        new GroupRoutes(groups, jobs, new GroupEnvironments(python, usual)),
        new GroupTransferRoutes(groups, jobs),
        new MetadataRoutes(groups, jobs),
        new PermissionRoutes(groups, jobs));
  }
}
