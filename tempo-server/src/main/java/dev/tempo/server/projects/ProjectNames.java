package dev.tempo.server.projects;

import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Names of projects by their ids, kept in memory since every list of runs shows them. Thread-safe.
 */
public final class ProjectNames implements NodeCache {
  private final ConcurrentMap<UUID, String> names = new ConcurrentHashMap<>();
  private final ProjectStore store;

  ProjectNames(ProjectStore store) {
    this.store = store;
  }

  /** A project's name; empty if it is gone. */
  public Optional<String> of(UUID projectId) {
    return Optional.ofNullable(
        names.computeIfAbsent(projectId, id -> store.find(id).map(Project::name).orElse(null)));
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> names.clear();
      case DataChange.UsersChanged users -> names.clear();
      case DataChange.ProjectsChanged changed -> changed.projectIds().forEach(names::remove);
      default -> {} // says nothing about projects
    }
  }

  /** Must be told when a name has changed. */
  void forget(UUID projectId) {
    names.remove(projectId);
  }

  /** The same for those of accounts that are gone. */
  void forgetAll() {
    names.clear();
  }
}
