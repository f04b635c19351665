package dev.tempo.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import dev.tempo.testkit.TempoFixture;
import dev.tempo.testkit.TempoTest;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes, which nothing looks at
@TempoTest
class TempoTracingTest {
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("tempo.run.attempt");
  private static final AttributeKey<String> CAUSE = AttributeKey.stringKey("tempo.run.cause");

  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(new Collector(spans)))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private final TempoTracing tracing = new TempoTracing(telemetry);

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void run_isASpanBelowThatOfItsRequest_andWhatItCallsIsBelowItsOwn(TempoFixture fixture) {
    Tempo tempo =
        fixture.start(
            builder ->
                builder
                    .interceptor(tracing)
                    .handler(
                        "mail",
                        context ->
                            telemetry.getTracer("test").spanBuilder("smtp").startSpan().end()));
    Job job = tempo.save(Job.named("Mail").task(Task.handler("mail")).build());
    Span request = telemetry.getTracer("test").spanBuilder("POST /orders").startSpan();
    try (Scope current = request.makeCurrent()) {
      RunOptions options =
          tracing.carrying(RunOptions.DEFAULT.withContext(Map.of("tenant", "acme")));
      assertThat(options.attributes().context()).containsKeys("tenant", "traceparent");
      tempo.runAsync(job.id(), options);
    }
    fixture.clock().advance(Duration.ofSeconds(1));
    request.end();

    SpanData run = span("run Mail");
    assertThat(run.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
    assertThat(run.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
    assertThat(run.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(run.getAttributes().get(CAUSE)).isEqualTo("manual");
    assertThat(span("smtp").getParentSpanId()).isEqualTo(run.getSpanId());
  }

  @Test
  void failedAttempts_areSpansWithTheException_rootsWhereAScheduleStartedThem(
      TempoFixture fixture) {
    Tempo tempo =
        fixture.start(
            builder ->
                builder
                    .failureLogLevel(Optional.empty())
                    .interceptor(tracing)
                    .handler(
                        "bad",
                        context -> {
                          throw new IllegalStateException("no table");
                        }));
    tempo.save(
        Job.named("Bad")
            .task(Task.handler("bad"))
            .retry(RetryPolicy.times(1))
            .trigger(Trigger.cron("0 3 * * *"))
            .build());
    fixture.clock().advance(Duration.ofDays(1));

    assertThat(spans)
        .hasSize(2)
        .allSatisfy(
            run -> {
              assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
              assertThat(run.getStatus().getDescription()).isEqualTo("no table");
              assertThat(run.getEvents()).hasSize(1);
              assertThat(run.getParentSpanContext().isValid()).isFalse();
            })
        .extracting(run -> run.getAttributes().get(ATTEMPT))
        .containsExactly(1L, 2L);
  }

  @Test
  void script_isASpanWithTheTimesOfItsRun() throws Exception {
    try (Tempo tempo =
        Tempo.builder().interceptor(tracing).handler("java", context -> {}).build().start()) {
      var ended = tracing.traceScripts(tempo);
      Job script = tempo.save(Job.named("Script").task(Task.shell("exit 3")).build());
      Job java = tempo.save(Job.named("Java").task(Task.handler("java")).build());
      Span request = telemetry.getTracer("test").spanBuilder("request").startSpan();
      try (Scope current = request.makeCurrent()) {
        var options = tracing.carrying(RunOptions.DEFAULT);
        tempo.run(script.id(), options).await(Duration.ofMinutes(1));
        tempo.run(java.id(), options).await(Duration.ofMinutes(1));
      }
      long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (spans.size() < 2 && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      ended.close();

      SpanData run = span("run Script");
      assertThat(run.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
      assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(run.getEndEpochNanos()).isGreaterThan(run.getStartEpochNanos());
      assertThat(spans).filteredOn(span -> span.getName().equals("run Java")).hasSize(1);
    }
  }

  private SpanData span(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private record Collector(List<SpanData> into) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      into.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
