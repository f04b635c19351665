package dev.tempo.benchmarks.needs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.benchmarks.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobId;
import org.jobrunr.jobs.RecurringJob;
import org.jobrunr.jobs.context.JobContext;
import org.jobrunr.jobs.context.JobDashboardProgressBar;
import org.jobrunr.jobs.states.ScheduledState;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.storage.Paging.AmountBasedList;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The needs that JobRunr meets are met by what stands in {@link JobRunrNeeds}. */
class JobRunrNeedsTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private static final String WITHIN = JobRunrNeeds.class.getName() + ".within()";
  private static final List<StateName> UNDER_WAY =
      List.of(StateName.ENQUEUED, StateName.PROCESSING);

  private static Output ignored;
  private static JobScheduler scheduler;
  private static StorageProvider storage;
  private static JobRunrNeeds needs;

  @BeforeAll
  static void start() {
    ignored = new Output(); // filters print whatever happens
    storage = new InMemoryStorageProvider();
    scheduler =
        JobRunr.configure()
            .useJsonMapper(new JacksonJsonMapper())
            .useStorageProvider(storage)
            .useJobActivator(
                new JobActivator() {
                  @Override
                  public <T> T activateJob(Class<T> type) {
                    return type.cast(type == Work.class ? new Work() : needs);
                  }
                })
            .withJobFilter(new JobRunrNeeds.Around(), new JobRunrNeeds.Listener())
            .useBackgroundJobServer(
                new JobRunrNeeds(new Work(), null, null)
                    .limit()
                    .andPollInterval(Duration.ofMillis(200)))
            .initialize()
            .getJobScheduler();
    needs = new JobRunrNeeds(new Work(), scheduler, storage);
  }

  @AfterAll
  static void stop() {
    JobRunr.destroy();
    ignored.close();
  }

  @BeforeEach
  void forget() {
    await("what others asked for", () -> UNDER_WAY.stream().noneMatch(JobRunrNeedsTest::hasJobs));
    Work.reset();
  }

  private static boolean hasJobs(StateName state) {
    return !storage.getJobList(state, AmountBasedList.ascOnUpdatedAt(1)).isEmpty();
  }

  @Test
  void cronExpression_comesAtNightInItsZone() {
    needs.cron();

    ZonedDateTime next = recurring("report").getNextRun().atZone(PARIS);
    assertThat(next.toLocalTime()).isEqualTo(LocalTime.of(3, 0));
  }

  @Test
  void onceLater_isDoneThen() {
    needs.once(Instant.now().plusMillis(20));

    await("the mail", () -> Work.done().equals(List.of("mail tea")));
  }

  @Test
  void interval_doesNotDrift() {
    needs.interval();

    RecurringJob interval = recurring("interval");
    Instant first = interval.getNextRun();
    assertThat(interval.getNextRun(first.plusSeconds(90))).isEqualTo(first.plusSeconds(300));
  }

  @Test
  void aWhileAfterEachEnd_itComesAgain() {
    Instant before = Instant.now();
    scheduler.enqueue(() -> needs.again());

    assertThat(scheduled("again")).isBetween(before.plusSeconds(299), before.plusSeconds(480));
    assertThat(Work.done()).containsExactly("report");
  }

  @Test
  void holiday_isLookedFor() {
    needs.notOnHolidays();
    scheduler.enqueue(() -> needs.open());

    assertThat(recurring("office").getNextRun().atZone(PARIS).toLocalTime())
        .isEqualTo(LocalTime.of(9, 0));
    await("the report of a day on which it is open", () -> Work.done().equals(List.of("report")));
  }

  @Test
  void scheduleOfOnesOwn_comesOnTheLastDayOfAMonth() {
    scheduler.enqueue(() -> needs.monthly());

    ZonedDateTime next = scheduled("monthly").atZone(PARIS);
    assertThat(next.toLocalTime()).isEqualTo(LocalTime.of(18, 0));
    assertThat(next.toLocalDate())
        .isEqualTo(next.toLocalDate().with(TemporalAdjusters.lastDayOfMonth()));
  }

  @Test
  void typedPayload_reachesTheWork() {
    needs.payload();

    await("the bill", () -> Work.done().equals(List.of("acme [100, 250]")));
  }

  @Test
  void history_isKept() {
    UUID job = ended(scheduler.enqueue(() -> needs.history(JobContext.Null)));

    try (Output output = new Output()) {
      needs.history(job);
      assertThat(output.text()).contains("SUCCEEDED").contains("rows: 100");
    }
  }

  @Test
  void progress_isShown() {
    UUID job = ended(scheduler.enqueue(() -> needs.progress(JobContext.Null, 4)));

    JobDashboardProgressBar bar = JobDashboardProgressBar.get(storage.getJobById(job));
    assertThat(bar.getSucceededAmount()).isEqualTo(1);
    assertThat(bar.getTotalAmount()).isEqualTo(4);
  }

  @Test
  void others_areAskedForFromWithin() {
    scheduler.enqueue(() -> needs.within());

    await("the mail", () -> Work.done().equals(List.of("mail a")));
  }

  @Test
  void many_areAskedForInOneCall_andOneIsDoneAtATime() {
    AtomicInteger busy = new AtomicInteger();
    Set<Integer> atOnce = new ConcurrentSkipListSet<>();
    Work.thenDo(
        () -> {
          atOnce.add(busy.incrementAndGet());
          Thread.yield();
          busy.decrementAndGet();
        });
    List<String> addresses = IntStream.range(0, 20).mapToObj(i -> "a" + i).toList();
    needs.many(addresses);

    await("all mails", () -> Work.done().size() == addresses.size());
    assertThat(Work.done())
        .containsExactlyInAnyOrderElementsOf(addresses.stream().map(to -> "mail " + to).toList());
    assertThat(atOnce).containsExactly(1);
  }

  @Test
  void oneComesAfterAnother() {
    scheduler.enqueue(() -> needs.first());

    await("both", () -> Work.done().equals(List.of("report", "mail a")));
  }

  @Test
  void attempts_growApart_andAnExceptionCanEndThem() {
    Work.failWith(new IllegalStateException("on purpose"));
    JobId tried = scheduler.enqueue(() -> needs.load());
    await("a failure", () -> storage.getJobById(tried).hasState(StateName.SCHEDULED));
    assertThat(scheduled(tried.asUUID())).isAfter(Instant.now());
    storage.deletePermanently(tried.asUUID());

    Work.failWith(new IllegalArgumentException("on purpose"));
    JobId hopeless = scheduler.enqueue(() -> needs.load());
    await("the failure", () -> storage.getJobById(hopeless).hasState(StateName.FAILED));
    storage.deletePermanently(hopeless.asUUID());
  }

  @Test
  void whatFailedForGood_isFound_andDoneOnceMore() {
    Work.failWith(new IllegalArgumentException("on purpose"));
    JobId failing = scheduler.enqueue(() -> needs.load());
    await("the failure", () -> storage.getJobById(failing).hasState(StateName.FAILED));

    Work.thenDo(() -> {});
    needs.deadLetters();
    ended(failing);
    assertThat(Work.done()).containsExactly("report", "report");
  }

  @Test
  void whatIsAskedForTwice_isDoneOnce() {
    needs.unique();
    needs.unique();

    await("the mail", () -> !Work.done().isEmpty());
    needs.unique();
    scheduler.enqueue(() -> needs.within());
    await("what came later", () -> Work.done().contains("mail a"));
    assertThat(Work.done()).containsExactly("mail ada", "mail a");
  }

  @Test
  void codeAroundEachRun_andEvents_areSeen() {
    try (Output output = new Output()) {
      ended(scheduler.enqueue(() -> needs.within()));

      assertThat(output.text().lines())
          .containsSubsequence("begin " + WITHIN, "end", WITHIN + " SUCCEEDED");
    }
  }

  private static RecurringJob recurring(String id) {
    return storage.getRecurringJobs().stream()
        .filter(job -> job.getId().equals(id))
        .findAny()
        .orElseThrow();
  }

  private static UUID ended(JobId id) {
    await("its end", () -> storage.getJobById(id).hasState(StateName.SUCCEEDED));
    return id.asUUID();
  }

  /** When a method is called again that has asked for that. */
  private static Instant scheduled(String method) {
    AmountRequest all = AmountBasedList.ascOnUpdatedAt(100);
    await("its next time", () -> find(method, all).isPresent());
    return scheduled(find(method, all).orElseThrow().getId());
  }

  private static Optional<Job> find(String method, AmountRequest all) {
    return storage.getJobList(StateName.SCHEDULED, all).stream()
        .filter(job -> job.getJobDetails().getMethodName().equals(method))
        .findAny();
  }

  private static Instant scheduled(UUID job) {
    return storage.getJobById(job).<ScheduledState>getJobState().getScheduledAt();
  }

  private static void await(String what, BooleanSupplier reached) {
    Patience.until(what, Duration.ofMillis(5), reached);
  }
}
