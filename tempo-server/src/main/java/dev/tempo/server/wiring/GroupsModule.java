package dev.tempo.server.wiring;

import dev.tempo.server.groups.GroupFeatures;
import dev.tempo.server.groups.GroupService;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.time.Duration;
import java.util.List;

/** Scripts that are jobs because they lie in the directory of a group. */
record GroupsModule(ServerContext context, ServerServices services) implements ServerModule {

  @Override
  public List<Feature> features() {
    SettingsService settings = context.config();
    JobService jobs = services.jobs().jobs();
    GroupsRoot root =
        new GroupsRoot(
            context.store().directory().orElseThrow().resolve("script_groups"),
            () -> settings.get(Settings.GROUP_LINKS));
    GroupService.Rhythm rhythm =
        new GroupService.Rhythm(
            context.time(),
            () -> Duration.ofSeconds(settings.get(Settings.GROUP_POLL_SECONDS)),
            context.tempo().nodes()::isLeader);
    GroupService groups =
        context.register(new GroupService(root, services.jobs().groups(), jobs, rhythm));
    services.scripts().python().groups().groups(groups::python);
    context.onStarted(groups::begin);
    context.restorers().add(GroupFeatures.restorer(groups, jobs, context.store()));
    return GroupFeatures.of(
        groups, jobs, context.tempo().python(), services.scripts().python().usual()::interpreter);
  }
}
