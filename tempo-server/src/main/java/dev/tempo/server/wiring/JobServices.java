package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.expectations.LateWatch;
import dev.tempo.server.groups.GroupService;
import dev.tempo.server.jobs.JobDependencies;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.marks.JobMarkStore;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.templates.TemplateCatalog;
import dev.tempo.server.users.UserNames;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;

/**
 * What is to run, who is late, and for how long what has run is kept.
 *
 * @param jobs the jobs
 * @param marks what accounts have marked jobs with
 * @param late jobs that have not run as they should
 * @param retention deletes what need not be kept
 * @param groups what is known of groups before anybody has looked
 */
record JobServices(
    JobService jobs,
    JobMarkStore marks,
    LateWatch late,
    RetentionService retention,
    GroupService.Known groups) {

  static JobServices of(ServerContext context, AccountServices accounts, ScriptServices scripts) {
    Tempo tempo = context.tempo();
    Database database = context.store().database();
    Caches caches = context.caches();
    TimeSource time = context.time();
    JobMarkStore marks = new JobMarkStore(database);
    GroupService.Known groups = GroupService.Known.of(database, context.config(), caches, time);
    JobDependencies dependencies =
        dependencies(context, accounts.names(), scripts, new Kept(marks, groups));
    JobService jobs = context.register(new JobService(tempo, database, dependencies, time));
    jobs.register(caches);
    LateWatch late =
        context.register(new LateWatch(tempo, jobs.index(), jobs.views().late(), database, time));
    caches.register(late);
    RetentionService retention =
        context.register(
            new RetentionService(
                tempo, database, context.config(), jobs.index(), accounts.users(), time));
    caches.register(retention);
    return new JobServices(jobs, marks, late, retention, groups);
  }

  /** What is kept of jobs beside themselves. */
  private record Kept(JobMarkStore marks, GroupService.Known groups) {}

  private static JobDependencies dependencies(
      ServerContext context, UserNames names, ScriptServices scripts, Kept kept) {
    FolderTree folders =
        context
            .caches()
            .register(new FolderTree(context.store().database(), context.changes()::catchUp));
    return new JobDependencies(
        names,
        new JobDependencies.Places(folders, kept.groups().rules()),
        new JobDependencies.Scripts(
            scripts.versions(),
            scripts.scanner(),
            scripts.files().tree(),
            scripts.files().trash(),
            scripts.environments()),
        new JobDependencies.NewJobDefaults(
            new TemplateCatalog(),
            new JobDefaults(context.config()),
            scripts.python().usual()::ofNewJobs),
        kept.marks());
  }
}
