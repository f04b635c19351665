package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ScriptValidator.Mistake;
import dev.tempo.server.marks.JobMarkStore;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.server.scripts.Trash;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.templates.TemplateCatalog;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be seen over HTTP: a check of scripts, and what fires next. */
final class JobServiceTest {
  private static final TimeSource TIME = TimeSource.system();

  @TempDir Path directory;
  private SqliteStore store;
  private Tempo tempo;
  private JobService jobs;
  private JobDependencies around;
  private VersionService book;
  private Caller caller;

  @BeforeEach
  void start() {
    store = SqliteStore.open(directory);
    tempo = Tempo.builder().store(store).build().start();
    UserStore users = new UserStore(store.database());
    User user =
        new User(
            UUID.randomUUID(),
            new User.Account("admin", Optional.empty(), Role.ADMIN, true),
            User.Preferences.DEFAULT,
            Instant.EPOCH,
            Optional.empty());
    users.insert(user, "x");
    caller = new Caller(user.id(), "admin", Role.ADMIN, Optional.empty(), Optional.empty());
    ScriptValidator check =
        task ->
            TaskKind.of(task) == TaskKind.SHELL && TaskKind.content(task).orElse("").contains("(")
                ? List.of(new Mistake(3, 1, 4, Messages.asItIs("A bracket is open")))
                : List.of();
    book = new VersionService(store.database(), store.runs(), TIME);
    SettingsService settings =
        new SettingsService(SettingSources.NONE, store.database(), directory);
    ScriptTree tree = new ScriptTree(directory.resolve("scripts"));
    Trash trash = new Trash(directory.resolve("trash"), tree, TIME, () -> 30);
    around =
        new JobDependencies(
            new UserNames(users),
            new JobDependencies.Places(new FolderTree(store.database()), DiscoveredRules.NONE),
            new JobDependencies.Scripts(book, check, tree, trash, new NoEnvironments()),
            new JobDependencies.NewJobDefaults(
                new TemplateCatalog(), new JobDefaults(settings), Optional::empty),
            new JobMarkStore(store.database()));
    jobs = new JobService(tempo, store.database(), around, TIME);
  }

  @AfterEach
  void stop() {
    jobs.close();
    tempo.close();
    store.close();
  }

  @Test
  void restart_findsJobsAsTheyWere_andRecordsScriptsThatAProgramSavedMeanwhile() {
    UUID one = create("{'name':'One','tags':['x'],'task':{'content':'a'}}").job().id();
    UUID other = create("{'name':'Other','tags':['x'],'requiredLevel':'admin'}").job().id();
    JobDetails ofOne = jobs.index().find(one).orElseThrow().details();
    JobDetails ofOther = jobs.index().find(other).orElseThrow().details();
    jobs.close();
    UUID late = tempo.save(Job.named("Late").task(Task.shell("echo late")).build()).id();
    Job changed =
        store.jobs().find(one).orElseThrow().toBuilder().task(Task.shell("echo b")).build();
    tempo.save(changed);

    jobs = new JobService(tempo, store.database(), around, TIME);

    assertThat(jobs.index().find(one).orElseThrow().details()).isEqualTo(ofOne);
    assertThat(jobs.index().find(other).orElseThrow().details()).isEqualTo(ofOther);
    assertThat(jobs.index().at("Late").orElseThrow().id()).isEqualTo(late);
    assertThat(book.find(late, 1).orElseThrow().script().content()).contains("echo late");
    assertThat(book.find(one, 2).orElseThrow().script().content()).contains("echo b");
    assertThat(book.list(other)).hasSize(1);
    assertThat(book.unrecorded()).isEmpty();
  }

  /** As a request would that had found the job just before it was saved. */
  @Test
  void definitionReadAfterItsEntry_comesWithItsOwnDetails() {
    UUID id = create("{'name':'Torn','enabled':false,'category':'old'}").job().id();
    JobIndexEntry before = jobs.index().find(id).orElseThrow();
    update(before, "{'timeoutSeconds':7,'category':'new'}");
    ManagedJob read = jobs.load(before);
    assertThat(read.job().version()).isEqualTo(2);
    assertThat(read.details().labels().category()).isEqualTo("new");
  }

  @Test
  void draftWithMistakes_isSaved_butNotEnabled() {
    ManagedJob draft =
        create("{'name':'Draft','enabled':false,'task':{'kind':'shell','content':'a ('}}");
    JobIndexEntry entry = jobs.index().find(draft.job().id()).orElseThrow();
    assertThatThrownBy(() -> jobs.setEnabled(entry, true, caller))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("A bracket is open");
    assertThat(jobs.load(entry).job().enabled()).isFalse();
    update(entry, "{'task':{'content':'b ( c'}}");
    update(entry, "{'task':{'content':'b c'}}");
    assertThat(jobs.setEnabled(entry, true, caller).job().enabled()).isTrue();
    assertThatThrownBy(() -> update(entry, "{'task':{'content':'c ('}}"))
        .isInstanceOf(ApiException.class);
    assertThat(TaskKind.content(jobs.load(entry).job().task())).contains("b c");
  }

  @Test
  void enabledJobWithMistakes_isNotMade() {
    assertThatThrownBy(() -> create("{'name':'Bad','task':{'kind':'shell','content':'('}}"))
        .isInstanceOf(ApiException.class);
    assertThat(jobs.index().all()).isEmpty();
  }

  @Test
  void upcoming_areTheNextFiresOfJobsThatTheCallerMaySee() {
    String often = "'triggers':[{'type':'interval','everySeconds':60}]";
    String rarely = "'triggers':[{'type':'interval','everySeconds':100}]";
    create("{'name':'Often'," + often + "}");
    create("{'name':'Rarely','requiredLevel':'admin'," + rarely + "}");
    create("{'name':'Off','enabled':false," + often + "}");
    UpcomingRuns upcoming = new UpcomingRuns(jobs, store.triggers());
    Instant until = TIME.nowMillis().plus(Duration.ofHours(1));
    List<UpcomingRuns.ScheduledRun> fires = upcoming.next(caller, until, 20);
    assertThat(fires).hasSize(20).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    assertThat(fires.stream().filter(fire -> fire.jobName().equals("Rarely")).count())
        .isBetween(6L, 9L);
    Caller viewer =
        new Caller(UUID.randomUUID(), "v", Role.VIEWER, Optional.empty(), Optional.empty());
    assertThat(upcoming.next(viewer, until, 5))
        .hasSize(5)
        .allMatch(fire -> fire.jobName().equals("Often"));
  }

  @Test
  void jobThatAProgramMoves_isFoundUnderItsNewKey() {
    Job job =
        tempo.save(
            Job.named("N")
                .key("a:b")
                .task(Task.shell("true"))
                .trigger(Trigger.cron("0 3 * * *"))
                .build());
    jobs.index().refresh(job);
    Job moved = tempo.save(job.toBuilder().key("c:d").build());
    jobs.index().refresh(moved);
    jobs.index().refresh(job);
    assertThat(jobs.index().at("a:b")).isEmpty();
    assertThat(jobs.index().at("c:d")).isPresent();
  }

  /** For jobs that have none. */
  private static final class NoEnvironments implements JobEnvironments {
    @Override
    public void saved(Job job) {}

    @Override
    public Standing of(Job job) {
      return Standing.NONE;
    }

    @Override
    public List<Message> warnings(Job job) {
      return List.of();
    }
  }

  private ManagedJob create(String json) {
    return jobs.create(input(json), Edit.by(caller), Translation.ENGLISH);
  }

  private void update(JobIndexEntry entry, String json) {
    jobs.update(entry, input(json), Edit.by(caller));
  }

  private static JsonInput input(String json) {
    return JsonInput.of(Json.parseOwn(json.replace('\'', '"')));
  }
}
