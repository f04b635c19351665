package dev.tempo.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Scheduler;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Task;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** A real application with a web server, started twice on the same data. */
class SpringBootTest {
  private static final int RUNS = 400;

  @TempDir private Path data;

  @Test
  void application_restartedUnderLoad_losesNothing_andTellsHealthAndMetrics() throws Exception {
    System.out.println("Spring Boot " + SpringBootVersion.getVersion());
    List<RunHandle> asked = new ArrayList<>();
    try (ConfigurableApplicationContext application = start()) {
      Scheduler scheduler = application.getBean(Scheduler.class);
      Job orders =
          scheduler.save(
              Job.named("Orders").task(Task.handler("work-off-order")).queue("orders").build());
      Job failing = scheduler.save(Job.named("Failing").task(Task.handler("always-fails")).build());
      Run failed = scheduler.run(failing.id()).await(Duration.ofMinutes(1));
      assertThat(failed.status()).isEqualTo(RunStatus.FAILURE);
      assertThat(failed.error())
          .hasValueSatisfying(error -> assertThat(error).contains("on purpose"));
      eventually(() -> DemoApplication.REPORTS.get() > 0);

      String health = get(application, "/actuator/health");
      assertThat(health).contains("\"tempo\":{", "\"status\":\"UP\"");
      eventually(() -> metric(application, "tempo.runs?tag=job:Reports.nightly") > 0);
      assertThat(metric(application, "tempo.runs?tag=job:Failing&tag=status:failure")).isOne();

      scheduler.runAll(
          IntStream.range(0, RUNS)
              .mapToObj(
                  order ->
                      new RunSubmission(
                          orders.id(),
                          RunOptions.DEFAULT.withPayload(
                              new DemoApplication.Order("order-" + order))))
              .toList());
      eventually(() -> DemoApplication.ORDERS.size() > RUNS / 10);
    }
    int before = DemoApplication.ORDERS.size();

    try (ConfigurableApplicationContext application = start()) {
      Tempo tempo = application.getBean(Tempo.class);
      Job orders = tempo.findJobByKey("Orders").orElseThrow();
      eventually(
          () ->
              tempo
                  .runs(
                      RunQuery.ALL
                          .withStatus(RunStatus.QUEUED, RunStatus.RUNNING)
                          .withJob(orders.id()))
                  .runs()
                  .isEmpty());
      List<Run> all = all(tempo, RunQuery.ALL.withJob(orders.id()));
      System.out.println(before + " of " + RUNS + " orders before the restart");
      assertThat(all).hasSize(RUNS).allMatch(run -> run.status() == RunStatus.SUCCESS);
      assertThat(DemoApplication.ORDERS)
          .hasSize(RUNS)
          .allSatisfy((order, times) -> assertThat(times).isOne());

      Job reports = tempo.findJobByKey("Reports.nightly").orElseThrow();
      assertThat(reports.triggers()).hasSize(1);
      assertThat(reports.version()).as("not saved again, as nothing changed").isEqualTo(1);
    }
  }

  @Test
  void mistakesInAnnotations_endTheStart_andNameThePlace() {
    assertThatThrownBy(() -> start(BadCron.class))
        .hasStackTraceContaining("@TempoScheduled(cron = \"61 0 * * *\") of ")
        .hasStackTraceContaining("BadCron.run: minute at position 0");
    assertThatThrownBy(() -> start(BadParameters.class))
        .hasStackTraceContaining("is called with a RunContext, a payload, both or nothing");
    assertThatThrownBy(() -> start(TwoOfAName.class))
        .hasStackTraceContaining("are handlers named 'same': rename one");
  }

  private ConfigurableApplicationContext start() {
    return SpringApplication.run(
        DemoApplication.class,
        "--server.port=0",
        "--spring.main.banner-mode=off",
        "--logging.level.root=warn",
        "--management.endpoints.web.exposure.include=health,metrics",
        "--management.endpoint.health.show-details=always",
        "--demo.period=PT1S",
        "--tempo.directory=" + data,
        "--spring.datasource.url=jdbc:sqlite:" + data.resolve("application.db"),
        "--tempo.queues.orders=2");
  }

  private static ConfigurableApplicationContext start(Class<?> configuration) {
    SpringApplication application =
        new SpringApplication(configuration, TempoAutoConfiguration.class);
    application.setWebApplicationType(org.springframework.boot.WebApplicationType.NONE);
    return application.run("--spring.main.banner-mode=off", "--logging.level.root=off");
  }

  private static String get(ConfigurableApplicationContext application, String path) {
    String port = application.getEnvironment().getProperty("local.server.port");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The first measurement, which is a count; 0 if there is no such meter yet. */
  private static double metric(ConfigurableApplicationContext application, String name) {
    String body = get(application, "/actuator/metrics/" + name);
    var value = java.util.regex.Pattern.compile("\"value\":([\\d.]+)").matcher(body);
    return value.find() ? Double.parseDouble(value.group(1)) : 0;
  }

  private static List<Run> all(Scheduler scheduler, RunQuery query) {
    List<Run> found = new ArrayList<>();
    Optional<RunQuery> next = Optional.of(query);
    while (next.isPresent()) {
      var page = scheduler.runs(next.get());
      found.addAll(page.runs());
      next = page.next().map(query::withBefore);
    }
    return found;
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for 60 s").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  /** A minute that there is not. */
  static class BadCron {
    @TempoScheduled(cron = "61 0 * * *")
    void run() {}
  }

  /** Parameters that nobody gives. */
  static class BadParameters {
    @TempoHandler("bad")
    void run(String text, int number) {}
  }

  /** Two handlers of one name. */
  static class TwoOfAName {
    @TempoHandler("same")
    void one() {}

    @TempoHandler("same")
    void two() {}
  }
}
