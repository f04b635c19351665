package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunType;
import dev.tempo.store.Change;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunQuery.Order;
import dev.tempo.store.RunSummary;
import dev.tempo.store.RunVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which runs a {@link dev.tempo.store.RunStore} finds, for whom, and in which order. */
public abstract class RunQueryConformance extends StoreConformance {
  private static final int QUERIES = Boolean.getBoolean("tempo.long") ? 200 : 30;
  private static final List<String> PEOPLE = List.of("ada", "bob", "eve");

  private final SplittableRandom random = new SplittableRandom(5);
  private final List<Run> runs = new ArrayList<>();

  @Test
  void lists_ofRandomScopes_areWhatLookingAtEveryRunGives() {
    List<Job> jobs = IntStream.range(0, 40).mapToObj(i -> make.job("job " + i)).toList();
    fill(jobs, 3_000);
    for (int i = 0; i < QUERIES; i++) {
      RunQuery query = randomQuery(jobs);
      List<Run> expected = expected(query);
      assertThat(paged(query)).as("%s", query).containsExactlyElementsOf(expected);
      int bound = 1 + random.nextInt(2_000);
      assertThat(store.runs().count(query, bound))
          .as("%s", query)
          .isEqualTo(RunCount.upTo(bound, expected.size()));
    }
  }

  @Test
  void label_isKeptByWhateverBecomesOfARun() {
    Job job = make.job("a");
    RunRequest request =
        make.queued(job).request().withAttributes(RunAttributes.DEFAULT.withLabel("p/1 \u00e9"));
    Run first = make.run(job, NOON, request);
    Run retry = make.run(job, NOON, first.request().retry(first.id()));
    commit(new Change.AddRun(first, ENGINE), new Change.AddRun(retry, ENGINE));
    commit(new Change.StartRun(first.withStarted(first.job(), NOON), ENGINE));

    RunQuery ofLabel = RunQuery.ALL.withLabel("p/1 \u00e9");
    assertThat(store.runs().list(ofLabel).runs())
        .extracting(Run::label)
        .containsExactly(Optional.of("p/1 \u00e9"), Optional.of("p/1 \u00e9"));
    assertThat(store.runs().list(ofLabel.withStatus(RunStatus.RUNNING)).runs())
        .extracting(Run::id)
        .containsExactly(first.id());
    assertThat(store.runs().list(RunQuery.ALL.withLabel("p/1")).runs()).isEmpty();
  }

  @Test
  void contextOfARequest_isReadAsItWas() {
    Map<String, String> context = new LinkedHashMap<>();
    context.put("b é", "1=2&3");
    context.put("a", "");
    RunRequest request =
        make.queued(make.job("a"))
            .request()
            .withAttributes(RunAttributes.DEFAULT.withContext(context));
    Run run = make.run(make.job("b"), NOON, request);
    commit(new Change.AddRun(run, ENGINE));
    Run found = store.runs().find(run.id()).orElseThrow();
    assertThat(found).isEqualTo(run);
    assertThat(found.request().attributes().context()).containsExactlyEntriesOf(context);
  }

  @Test
  void list_oldestFirst_goesOnWithNewerOnes() {
    fill(List.of(make.job("a")), 5);
    RunQuery oldest = RunQuery.ALL.withOrder(Order.OLDEST_FIRST).withLimit(2);

    assertThat(paged(oldest)).containsExactlyElementsOf(runs);
    assertThat(store.runs().list(oldest.withBefore(runs.get(1).id())).runs())
        .containsExactly(runs.get(2), runs.get(3));
  }

  @Test
  void summary_countsTheFirstOfTheList() {
    Job job = make.job("a");
    Run good = add(job, Optional.empty(), RunStatus.SUCCESS, Duration.ofMillis(100));
    add(job, Optional.of("ada"), RunStatus.FAILURE, Duration.ofMillis(300));
    add(job, Optional.empty(), RunStatus.TIMEOUT, Duration.ofMillis(500));
    RunSummary all = store.runs().summary(RunQuery.ALL);

    assertThat(all.counts())
        .isEqualTo(Map.of(RunStatus.SUCCESS, 1L, RunStatus.FAILURE, 1L, RunStatus.TIMEOUT, 1L));
    assertThat(all.averageTime()).contains(Duration.ofMillis(300));
    assertThat(all.failures()).isEqualTo(2);
    assertThat(all.successRate()).contains(1.0 / 3);
    assertThat(store.runs().summary(RunQuery.ALL.withLimit(1)).counts())
        .isEqualTo(Map.of(RunStatus.TIMEOUT, 1L));
    RunVisibility nobodys = new RunVisibility("nobody", Set.of(), Set.of(job.id()), Set.of());
    assertThat(store.runs().summary(RunQuery.ALL.withVisibility(nobodys)).counts())
        .isEqualTo(Map.of(RunStatus.SUCCESS, 1L, RunStatus.TIMEOUT, 1L));
    assertThat(store.runs().summary(RunQuery.ALL.withBefore(good.id())).averageTime()).isEmpty();
  }

  @Test
  void queueLengths_countWhatWaits() {
    Job job = make.job("a");
    Run first = make.queued(job);
    Run second = make.queued(job);
    Run other =
        new Run(
            make.id(),
            first.job().withQueue("other"),
            first.request(),
            first.timeline(),
            RunResult.NONE);
    commit(new Change.AddRun(first, ENGINE), new Change.AddRun(second, ENGINE));
    commit(new Change.AddRun(other, ENGINE));

    assertThat(store.runs().queueLengths()).isEqualTo(Map.of("default", 2L, "other", 1L));
    commit(new Change.StartRun(other.withStarted(other.job(), NOON), ENGINE));
    assertThat(store.runs().queueLengths()).isEqualTo(Map.of("default", 2L));
  }

  private void fill(List<Job> jobs, int count) {
    for (int i = 0; i < count; i++) {
      Job job = jobs.get((int) (jobs.size() * Math.pow(random.nextDouble(), 3)));
      Optional<String> starter =
          random.nextInt(3) == 0
              ? Optional.of(PEOPLE.get(random.nextInt(PEOPLE.size())))
              : Optional.empty();
      RunStatus status = RunStatus.values()[2 + random.nextInt(6)];
      add(job, starter, status, Duration.ofMillis(random.nextInt(1_000)));
    }
  }

  private Run add(Job job, Optional<String> starter, RunStatus status, Duration took) {
    RunCause cause = starter.isPresent() ? RunCause.MANUAL : RunCause.SCHEDULE;
    Instant at = NOON.plusSeconds(runs.size());
    RunRequest request =
        RunRequest.first(RunOrigin.request(cause, starter), Map.of())
            .withAttributes(attributes(runs.size()));
    Run queued = make.run(job, at, request);
    Run ended =
        queued.withStarted(queued.job(), at).withFinished(status, at.plus(took), RunResult.NONE);
    commit(new Change.AddRun(ended, ENGINE), new Change.FinishRun(ended));
    Run stored = store.runs().find(ended.id()).orElseThrow();
    runs.add(stored);
    return stored;
  }

  /** Many runs are of one label, few of each of some others, and some of none. */
  private static RunAttributes attributes(int number) {
    RunAttributes some =
        RunAttributes.DEFAULT.withType(number % 5 == 4 ? RunType.SERVICE : RunType.BATCH);
    return switch (number % 4) {
      case 0 -> some;
      case 1 -> some.withLabel("few " + number % 90);
      default -> some.withLabel("many");
    };
  }

  private RunQuery randomQuery(List<Job> jobs) {
    RunVisibility scope =
        new RunVisibility(
            PEOPLE.get(random.nextInt(3)),
            some(jobs, 5),
            some(jobs, random.nextBoolean() ? 3 : jobs.size()),
            random
                .ints(3, 0, runs.size())
                .mapToObj(i -> runs.get(i).id())
                .collect(Collectors.toSet()));
    RunQuery query = random.nextInt(8) == 0 ? RunQuery.ALL : RunQuery.ALL.withVisibility(scope);
    if (random.nextInt(3) == 0) {
      query = query.withJobs(some(jobs, 4));
    }
    if (random.nextInt(3) == 0) {
      query = query.withStartedBy(PEOPLE.get(random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      query = query.withStatus(RunStatus.FAILURE, RunStatus.LOST);
    } else if (random.nextInt(3) == 0) {
      query = query.withStatus(RunStatus.SUCCESS);
    }
    if (random.nextInt(3) == 0) {
      query = query.withFrom(NOON.plusSeconds(500)).withTo(NOON.plusSeconds(2_500));
    }
    if (random.nextInt(3) == 0) {
      query = query.withLabel(List.of("many", "few 9", "none such").get(random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      query = query.withRegularOnly();
    }
    Order order = random.nextInt(3) == 0 ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
    return query.withOrder(order).withLimit(50 + random.nextInt(500));
  }

  private Set<UUID> some(List<Job> jobs, int most) {
    int count = random.nextInt(most + 1);
    return random
        .ints(count, 0, jobs.size())
        .mapToObj(i -> jobs.get(i).id())
        .collect(Collectors.toSet());
  }

  private List<Run> expected(RunQuery query) {
    Comparator<Run> byId = Comparator.comparing(Run::id);
    Stream<Run> matching = runs.stream().filter(query::matches);
    return matching
        .sorted(query.page().order() == Order.NEWEST_FIRST ? byId.reversed() : byId)
        .toList();
  }

  private List<Run> paged(RunQuery query) {
    List<Run> all = new ArrayList<>();
    RunQuery next = query;
    while (true) {
      var page = store.runs().list(next);
      all.addAll(page.runs());
      if (page.next().isEmpty()) {
        return all;
      }
      next = query.withBefore(page.next().get());
    }
  }
}
