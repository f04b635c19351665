package dev.tempo.benchmarks.needs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.needs.QuartzNeeds.Again;
import dev.tempo.benchmarks.needs.QuartzNeeds.Load;
import dev.tempo.benchmarks.needs.QuartzNeeds.Monthly;
import dev.tempo.benchmarks.needs.QuartzNeeds.Report;
import dev.tempo.benchmarks.needs.QuartzNeeds.Total;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.StdSchedulerFactory;

/** The needs that Quartz meets are met by what stands in {@link QuartzNeeds}. */
class QuartzNeedsTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final JobKey REPORT = new JobKey("report");
  private static final JobKey MAIL = new JobKey("mail");

  private final Properties properties = new Properties();
  private Scheduler scheduler;
  private QuartzNeeds needs;

  /** Writes a mail to whom the request names, and notes how many do so at once. */
  public static class Mail implements Job {
    private static final AtomicInteger BUSY = new AtomicInteger();
    private static final Set<Integer> AT_ONCE = new ConcurrentSkipListSet<>();

    @Override
    public void execute(JobExecutionContext context) {
      AT_ONCE.add(BUSY.incrementAndGet());
      Thread.yield();
      BUSY.decrementAndGet();
      var data = context.getMergedJobDataMap();
      new Work().mail(data.getString(data.containsKey("of") ? "of" : "to"));
    }
  }

  /** Asks for another one. */
  public static class Outer implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        new QuartzNeeds(context.getScheduler()).within(context);
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }
  }

  @BeforeEach
  void setUp() throws SchedulerException {
    Work.reset();
    Mail.AT_ONCE.clear();
    properties.setProperty("org.quartz.scheduler.instanceName", UUID.randomUUID().toString());
    properties.setProperty("org.quartz.threadPool.threadCount", "3");
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
    open();
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown(false);
  }

  @Test
  void cronExpression_comesAtNightInItsZone() throws SchedulerException {
    needs.cron();

    ZonedDateTime next = onlyTrigger(REPORT).getNextFireTime().toInstant().atZone(PARIS);
    assertThat(next.toLocalTime()).isEqualTo(LocalTime.of(3, 0));
  }

  @Test
  void onceLater_isDoneThen() throws SchedulerException {
    keep(Mail.class, MAIL);
    Instant later = Instant.now().plusMillis(50);
    needs.once(later);

    await("the mail", () -> Work.done().contains("mail tea"));
    assertThat(Instant.now()).isAfterOrEqualTo(later);
  }

  @Test
  void interval_doesNotDrift_andWhatWasMissedIsMadeUpFor() throws SchedulerException {
    keep(Report.class, REPORT);
    scheduler.standby();
    needs.interval();
    Trigger interval = onlyTrigger(REPORT);
    Date first = interval.getNextFireTime();
    assertThat(interval.getFireTimeAfter(first).toInstant())
        .isEqualTo(first.toInstant().plusSeconds(300));

    scheduler.unscheduleJob(interval.getKey());
    needs.missed();
    assertThat(onlyTrigger(REPORT).getMisfireInstruction())
        .isEqualTo(Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
  }

  @Test
  void aWhileAfterEachEnd_itComesAgain() throws SchedulerException {
    Instant next = nextAfterRunOf(Again.class);

    assertThat(Duration.between(Instant.now(), next)).isBetween(seconds(270), seconds(301));
  }

  @Test
  void holiday_isLeftOut() throws SchedulerException {
    keep(Report.class, REPORT);
    needs.holidays(Set.of());
    Trigger open = onlyTrigger(REPORT);
    LocalDate day = LocalDate.ofInstant(open.getNextFireTime().toInstant(), ZoneId.systemDefault());

    scheduler.unscheduleJob(open.getKey());
    needs.holidays(Set.of(day));
    assertThat(onlyTrigger(REPORT).getNextFireTime()).isAfter(open.getNextFireTime());
  }

  @Test
  void scheduleOfOnesOwn_comesOnTheLastDayOfAMonth() throws SchedulerException {
    ZonedDateTime next = nextAfterRunOf(Monthly.class).atZone(PARIS);

    assertThat(next.toLocalTime()).isEqualTo(LocalTime.of(18, 0));
    assertThat(next.toLocalDate())
        .isEqualTo(next.toLocalDate().with(TemporalAdjusters.lastDayOfMonth()));
  }

  @Test
  void typedPayload_reachesTheWork() throws SchedulerException {
    needs.payload();

    await("the bill", () -> Work.done().equals(List.of("acme [100, 250]")));
  }

  @Test
  void result_isKept() throws SchedulerException {
    keep(Total.class, REPORT);
    scheduler.triggerJob(REPORT);
    await("the result", () -> detail(REPORT).getJobDataMap().containsKey("total"));

    try (Output output = new Output()) {
      needs.result();
      assertThat(output.text()).isEqualTo("350\n");
    }
  }

  @Test
  void others_areAskedForFromWithin() throws SchedulerException {
    keep(Mail.class, MAIL);
    keep(Outer.class, REPORT);
    scheduler.triggerJob(REPORT);

    await("the mail", () -> Work.done().equals(List.of("mail null")));
  }

  @Test
  void many_areAskedForInOneCall() throws SchedulerException {
    List<String> addresses = IntStream.range(0, 100).mapToObj(i -> "a" + i).toList();
    needs.many(newJob(Mail.class).withIdentity(MAIL).build(), addresses);

    await("all mails", () -> Work.done().size() == addresses.size());
    assertThat(Work.done())
        .containsExactlyInAnyOrderElementsOf(addresses.stream().map(to -> "mail " + to).toList());
  }

  @Test
  void oneComesAfterAnother() throws SchedulerException {
    keep(Report.class, REPORT);
    keep(Mail.class, MAIL);
    needs.chain();
    scheduler.triggerJob(REPORT);

    await("both", () -> Work.done().equals(List.of("report", "mail null")));
  }

  @Test
  void attempts_growApart_andAnExceptionCanEndThem() throws SchedulerException {
    Work.failWith(new IllegalStateException("on purpose"));
    Instant next = nextAfterRunOf(Load.class);
    assertThat(Duration.between(Instant.now(), next)).isBetween(seconds(1), seconds(21));
    Trigger second = onlyTrigger(REPORT);
    assertThat(second.getJobDataMap().getInt("attempt")).isEqualTo(1);

    scheduler.unscheduleJob(second.getKey());
    scheduler.triggerJob(REPORT, second.getJobDataMap());
    await("a third", () -> waiting(REPORT).size() == 1 && triggers(REPORT).size() == 1);
    Trigger third = onlyTrigger(REPORT);
    assertThat(Duration.between(Instant.now(), third.getNextFireTime().toInstant()))
        .isBetween(seconds(21), seconds(41));

    scheduler.unscheduleJob(third.getKey());
    Work.failWith(new IllegalArgumentException("on purpose"));
    scheduler.triggerJob(REPORT);
    await("the last", () -> Work.done().size() == 3 && triggers(REPORT).isEmpty());
  }

  @Test
  void whatTakesTooLong_isInterrupted() throws SchedulerException {
    JobDetail slow = needs.timeout(properties);
    reopen();
    CountDownLatch interrupted = new CountDownLatch(1);
    Work.thenDo(
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    scheduler.scheduleJob(slow, newTrigger().startNow().build());

    await("the interruption", () -> interrupted.getCount() == 0);
  }

  @Test
  void soManyAtOnce_areOneHere() throws SchedulerException {
    needs.limit(properties);
    reopen();
    keep(Mail.class, MAIL);
    for (int number = 0; number < 10; number++) {
      scheduler.triggerJob(MAIL);
    }

    await("all", () -> Work.done().size() == 10);
    assertThat(Mail.AT_ONCE).containsExactly(1);
  }

  @Test
  void priority_countsAmongTriggersOfTheSameInstantAlone() throws SchedulerException {
    needs.limit(properties);
    reopen();
    keep(Mail.class, MAIL);
    scheduler.standby();
    Instant now = Instant.now();
    ask("other", now, Trigger.DEFAULT_PRIORITY);
    ask("urgent", now, 10);
    ask("earlier", now.minusSeconds(1), Trigger.DEFAULT_PRIORITY);
    scheduler.start();

    await("all", () -> Work.done().size() == 3);
    assertThat(Work.done()).containsExactly("mail earlier", "mail urgent", "mail other");
  }

  private void ask(String to, Instant start, int priority) throws SchedulerException {
    scheduler.scheduleJob(
        newTrigger()
            .forJob(MAIL)
            .usingJobData("to", to)
            .startAt(Date.from(start))
            .withPriority(priority)
            .build());
  }

  @Test
  void oneAtATime_forEachCustomer() throws SchedulerException {
    AtomicInteger busy = new AtomicInteger();
    Set<Integer> atOnce = new ConcurrentSkipListSet<>();
    Work.thenDo(
        () -> {
          atOnce.add(busy.incrementAndGet());
          Thread.yield();
          busy.decrementAndGet();
        });
    for (int number = 0; number < 10; number++) {
      needs.key();
    }

    await("all", () -> Work.done().size() == 10);
    assertThat(atOnce).containsExactly(1);
  }

  @Test
  void whatIsAskedForTwice_isDoneOnce() throws SchedulerException {
    keep(Mail.class, MAIL);
    scheduler.standby();
    needs.unique();
    needs.unique();

    assertThat(triggers(MAIL)).hasSize(1);
    scheduler.start();
    await("the mail", () -> Work.done().size() == 1);
  }

  @Test
  void codeAroundEachRun_andEvents_areSeen() throws SchedulerException {
    keep(Report.class, REPORT);
    needs.around();
    needs.events();
    try (Output output = new Output()) {
      scheduler.triggerJob(REPORT);
      String expected = "begin DEFAULT.report\nend\nDEFAULT.report true\n";
      await("all of it", () -> output.text().equals(expected));
    }
  }

  private void open() throws SchedulerException {
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
    needs = new QuartzNeeds(scheduler);
  }

  /** Settings have changed. */
  private void reopen() throws SchedulerException {
    scheduler.shutdown(false);
    open();
  }

  private void keep(Class<? extends Job> type, JobKey key) throws SchedulerException {
    scheduler.addJob(newJob(type).withIdentity(key).storeDurably().build(), true);
  }

  /** Runs a report of this kind, which asks for its next time itself. */
  private Instant nextAfterRunOf(Class<? extends Job> type) throws SchedulerException {
    keep(type, REPORT);
    scheduler.triggerJob(REPORT);
    await("its next time", () -> waiting(REPORT).size() == 1 && triggers(REPORT).size() == 1);
    return onlyTrigger(REPORT).getNextFireTime().toInstant();
  }

  private Trigger onlyTrigger(JobKey key) {
    List<? extends Trigger> triggers = triggers(key);
    assertThat(triggers).hasSize(1);
    return triggers.getFirst();
  }

  private List<? extends Trigger> waiting(JobKey key) {
    Date soon = Date.from(Instant.now().plusMillis(100));
    return triggers(key).stream().filter(trigger -> trigger.getStartTime().after(soon)).toList();
  }

  private List<? extends Trigger> triggers(JobKey key) {
    try {
      return scheduler.getTriggersOfJob(key);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private JobDetail detail(JobKey key) {
    try {
      return scheduler.getJobDetail(key);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, BooleanSupplier reached) {
    Patience.until(what, Duration.ofMillis(1), reached);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
