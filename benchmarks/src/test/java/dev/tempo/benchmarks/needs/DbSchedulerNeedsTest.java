package dev.tempo.benchmarks.needs;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.peer.DbSchedulerTables;
import dev.tempo.benchmarks.peer.SqliteSource;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The needs that db-scheduler meets are met by what stands in {@link DbSchedulerNeeds}. */
class DbSchedulerNeedsTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private final SettableClock clock = new SettableClock();
  private final DbSchedulerNeeds needs = new DbSchedulerNeeds(new Work(), null);
  private HikariDataSource source;

  @BeforeEach
  void open(@TempDir Path directory) throws SQLException {
    Work.reset();
    clock.set(Instant.parse("2026-03-02T10:00:00Z"));
    source = SqliteSource.unsynced(directory.resolve("db-scheduler.db"));
    DbSchedulerTables.create(source);
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void cronExpression_comesEachNightOfAYear_byAClockOfTests() {
    needs.tests(source, needs.cron());

    assertThat(Work.done()).hasSizeBetween(363, 365).containsOnly("report"); // a tick is 24 h
  }

  @Test
  void onceLater_isDoneThen() {
    ManualScheduler manual = manual(needs.retries());
    with(manual).once(clock.now().plusSeconds(60));

    manual.runAnyDueExecutions();
    assertThat(Work.done()).isEmpty();
    tick(manual, Duration.ofSeconds(60));
    assertThat(Work.done()).containsExactly("mail tea");
  }

  @Test
  void interval_doesNotDrift_andAWhileAfterEachEndDoes() {
    ManualScheduler manual = recurring(needs.interval(), needs.afterEach());
    manual.runAnyDueExecutions();
    Instant planned = next(manual, "interval");

    tick(manual, FIVE_MINUTES.plusSeconds(90));

    assertThat(next(manual, "interval")).isEqualTo(planned.plus(FIVE_MINUTES));
    assertThat(next(manual, "again")).isEqualTo(clock.now().plus(FIVE_MINUTES));
  }

  @Test
  void whatWasMissed_isMadeUpForOneByOne() {
    ManualScheduler manual = recurring(needs.missed());
    manual.tick(Duration.ofMinutes(190));
    for (int i = 0; i < 5; i++) {
      manual.runAnyDueExecutions();
    }

    assertThat(Work.done()).containsExactly("report", "report", "report");
  }

  @Test
  void holiday_isLeftOut() {
    LocalDate today = LocalDate.now(PARIS);
    Set<LocalDate> holidays = Set.of(today.minusDays(1), today, today.plusDays(1));
    ManualScheduler closed = recurring(needs.notOnHolidays(holidays));
    tick(closed, Duration.ofDays(4));
    assertThat(Work.done()).isEmpty();

    ManualScheduler open = recurring(needs.notOnHolidays(Set.of()));
    tick(open, Duration.ofDays(4));
    assertThat(Work.done()).containsExactly("report");
  }

  @Test
  void scheduleOfOnesOwn_comesOnTheLastDayOfEachMonth() {
    ManualScheduler manual = recurring(needs.monthly());

    assertThat(next(manual, "monthly")).isEqualTo(Instant.parse("2026-03-31T16:00:00Z"));
    manual.setTime(Instant.parse("2026-03-31T16:00:01Z"));
    manual.runAnyDueExecutions();
    assertThat(Work.done()).containsExactly("report");
    assertThat(next(manual, "monthly")).isEqualTo(Instant.parse("2026-04-30T16:00:00Z"));
  }

  @Test
  void typedPayload_reachesTheWork() {
    OneTimeTask<?> bill = with(manual()).payload();

    afterNow(manual(bill)).runAnyDueExecutions();

    assertThat(Work.done()).containsExactly("acme [100, 250]");
  }

  @Test
  void result_isKept() {
    ManualScheduler manual = recurring(needs.total());
    manual.runAnyDueExecutions();

    try (Output output = new Output()) {
      with(manual).result();
      assertThat(output.text()).isEqualTo("350\n");
    }
  }

  @Test
  void others_areAskedForFromWithin() {
    OneTimeTask<Void> outer =
        Tasks.oneTime("outer").execute((instance, context) -> needs.within(context));
    runNow(outer, outer.instance("1").getId());

    assertThat(Work.done()).containsExactly("mail null");
  }

  @Test
  void many_areAskedForInOneCall() {
    List<String> addresses = IntStream.range(0, 200).mapToObj(i -> "a" + i).toList();
    ManualScheduler manual = manual(needs.retries());
    with(manual).many(addresses);
    afterNow(manual);
    Patience.until(
        "all mails",
        Duration.ofMillis(1),
        () -> {
          manual.runAnyDueExecutions();
          return Work.done().size() >= addresses.size();
        });

    assertThat(Work.done())
        .containsExactlyInAnyOrderElementsOf(addresses.stream().map(to -> "mail " + to).toList());
  }

  @Test
  void oneComesAfterAnother() {
    runNow(needs.chain(), "7");

    assertThat(Work.done()).containsExactly("report", "mail null");
  }

  @Test
  void attempts_growApart_andAnExceptionCanEndThem() {
    ManualScheduler manual = manual(needs.retries());
    Work.failWith(new IllegalStateException("on purpose"));
    with(manual).once(clock.now());
    manual.runAnyDueExecutions();
    Duration pause = Duration.ofSeconds(9);
    for (int tries = 2; tries <= 6; tries++) {
      Instant next = manual.getScheduledExecutions().getFirst().getExecutionTime();
      assertThat(Duration.between(clock.now(), next)).isGreaterThan(pause);
      pause = Duration.between(clock.now(), next);
      manual.setTime(next);
      manual.runAnyDueExecutions();
      assertThat(Work.done()).hasSize(tries);
    }
    assertThat(manual.getScheduledExecutions()).isEmpty();

    Work.failWith(new IllegalArgumentException("on purpose"));
    with(manual).once(clock.now());
    manual.runAnyDueExecutions();
    assertThat(Work.done()).hasSize(7);
    assertThat(manual.getScheduledExecutions()).isEmpty();
  }

  @Test
  void whatFailedForGood_isFound_andDoneOnceMore() {
    ManualScheduler manual = manual(needs.kept());
    Work.failWith(new IllegalStateException("on purpose"));
    with(manual).once(clock.now());
    manual.runAnyDueExecutions();
    tick(manual, Duration.ofDays(1_000));
    assertThat(Work.done()).hasSize(1);

    Work.thenDo(() -> {});
    with(manual).deadLetters();
    afterNow(manual).runAnyDueExecutions();
    assertThat(Work.done()).containsExactly("mail tea", "mail tea");
    assertThat(manual.getScheduledExecutions()).isEmpty();
  }

  @Test
  void soManyAtOnce_areOneHere() {
    AtomicInteger busy = new AtomicInteger();
    List<Integer> most = Collections.synchronizedList(new ArrayList<>());
    OneTimeTask<Void> slow =
        Tasks.oneTime("slow")
            .execute(
                (instance, context) -> {
                  most.add(busy.incrementAndGet());
                  Thread.yield();
                  busy.decrementAndGet();
                });
    Scheduler scheduler =
        needs.limit(Scheduler.create(source, slow).pollingInterval(Duration.ofMillis(10))).build();
    try {
      for (int number = 0; number < 20; number++) {
        scheduler.schedule(slow.instance(Integer.toString(number)), Instant.now());
      }
      scheduler.start();
      Patience.until("all", Duration.ofMillis(1), () -> most.size() == 20);
    } finally {
      scheduler.stop();
    }

    assertThat(most).containsOnly(1);
  }

  @Test
  void urgentOnes_comeFirst() {
    TestHelper.ManualSchedulerBuilder builder =
        TestHelper.createManualScheduler(source, noting()).clock(clock);
    needs.prioritized(builder);
    ManualScheduler manual = builder.start();
    for (String name : List.of("a", "b", "z")) {
      with(manual).unique(); // of a lower priority
      manual.schedule(noting().instance(name), clock.now());
    }
    with(manual).priority();
    afterNow(manual).runAnyDueExecutions();

    assertThat(Work.done().getFirst()).isEqualTo("mail boss");
    assertThat(Work.done()).hasSize(5);
  }

  @Test
  void whatIsAskedForTwice_isDoneOnce() {
    ManualScheduler manual = manual(noting());
    with(manual).unique();
    with(manual).unique();
    afterNow(manual).runAnyDueExecutions();

    assertThat(Work.done()).containsExactly("mail welcome ada");
  }

  @Test
  void requestInTheProgramsTransaction_isThereWithIt_orGone() throws SQLException {
    ManualScheduler manual = manual(noting());
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      needs.transaction(rollingBack(connection), noting());
      connection.setAutoCommit(true);
    }
    assertThat(manual.getScheduledExecutions()).isEmpty();

    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      needs.transaction(connection, noting());
      connection.setAutoCommit(true);
    }
    afterNow(manual).runAnyDueExecutions();
    assertThat(Work.done()).containsExactly("mail A-1");
  }

  /** One that fails to commit. */
  private static Connection rollingBack(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                connection.rollback();
                return null;
              }
              return method.invoke(connection, arguments);
            });
  }

  @Test
  void codeAroundEachRun_andEvents_areSeen() {
    Scheduler scheduler = needs.events(needs.around(Scheduler.create(source, noting()))).build();
    try (Output output = new Output()) {
      with(scheduler).unique();
      scheduler.start();
      Patience.until(
          "all of it",
          Duration.ofMillis(1),
          () -> output.text().equals("begin mail\nend\nmail OK\n"));
    } finally {
      scheduler.stop();
    }
  }

  private static OneTimeTask<String> noting() {
    return Tasks.oneTime("mail", String.class)
        .execute((instance, context) -> new Work().mail(instance.getId()));
  }

  private DbSchedulerNeeds with(Scheduler scheduler) {
    return new DbSchedulerNeeds(new Work(), scheduler);
  }

  private ManualScheduler manual(OneTimeTask<?>... tasks) {
    return TestHelper.createManualScheduler(source, tasks).clock(clock).start();
  }

  private ManualScheduler recurring(RecurringTask<?>... tasks) {
    return TestHelper.createManualScheduler(source).clock(clock).startTasks(List.of(tasks)).start();
  }

  private void runNow(OneTimeTask<Void> outer, String id) {
    ManualScheduler manual = manual(outer, needs.retries());
    manual.schedule(outer.instance(id), clock.now());
    manual.runAnyDueExecutions();
    afterNow(manual).runAnyDueExecutions();
  }

  private static void tick(ManualScheduler manual, Duration by) {
    manual.tick(by);
    manual.runAnyDueExecutions();
  }

  /** What is asked for by the system's clock is due. */
  private static ManualScheduler afterNow(ManualScheduler manual) {
    Instant now = Instant.now().plusSeconds(1);
    if (manual.getClock().now().isBefore(now)) {
      manual.setTime(now);
    }
    return manual;
  }

  private static Instant next(ManualScheduler manual, String task) {
    return manual
        .getScheduledExecution(TaskInstanceId.of(task, RecurringTask.INSTANCE))
        .orElseThrow()
        .getExecutionTime();
  }
}
