package dev.tempo.opentelemetry;

import dev.tempo.Run;
import dev.tempo.RunInterceptor;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Scheduler;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.task.RunContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Traces runs: each attempt is a span of kind {@code CONSUMER}, a child of the span in which it was
 * asked for if {@link #carrying} gave its request that, and the root of a trace otherwise.
 *
 * <pre>{@code
 * TempoTracing tracing = new TempoTracing(openTelemetry);
 * Tempo tempo = Tempo.builder().interceptor(tracing).handler("mail", mail).build().start();
 * tracing.traceScripts(tempo);
 * tempo.run(job.id(), tracing.carrying(RunOptions.DEFAULT)); // in the span of the request
 * }</pre>
 *
 * <p>The span is current while the handler runs, so that what it calls is traced below it. Its
 * attributes are {@code tempo.job.id}, {@code tempo.job.name}, {@code tempo.run.id}, {@code
 * tempo.run.attempt}, {@code tempo.run.cause} and {@code tempo.run.queue}. Thread-safe.
 */
public final class TempoTracing implements RunInterceptor {
  private static final String SCOPE = "dev.tempo";
  private static final TextMapGetter<Map<String, String>> FROM_MAP = new MapGetter();

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final Set<UUID> intercepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger listeners = new AtomicInteger();

  /**
   * Makes an interceptor.
   *
   * @param openTelemetry of the host; its propagators decide what a request carries
   */
  public TempoTracing(OpenTelemetry openTelemetry) {
    Objects.requireNonNull(openTelemetry, "openTelemetry");
    this.tracer = openTelemetry.getTracer(SCOPE);
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
  }

  /**
   * Returns a copy of the options for a run that is traced below the span that is current now. What
   * else its request carries stays.
   *
   * @throws IllegalArgumentException if that is longer, together, than a request may carry
   */
  public RunOptions carrying(RunOptions options) {
    Map<String, String> carried = new HashMap<>(options.attributes().context());
    propagator.inject(Context.current(), carried, Map::put);
    return options.withContext(carried);
  }

  /**
   * Traces scripts and commands, too, around which no interceptor is called: when one has ended,
   * its span is made with the times of its run.
   *
   * @return ends this when it is closed
   */
  public Subscription traceScripts(Scheduler scheduler) {
    Objects.requireNonNull(scheduler, "scheduler");
    listeners.incrementAndGet();
    Subscription events =
        scheduler.onEvent(
            event -> {
              if (event instanceof Event.RunFinished finished
                  && !intercepted.remove(finished.run().id())) {
                traceEnded(finished.run());
              }
            });
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      events.close();
      if (open.getAndSet(false) && listeners.decrementAndGet() == 0) {
        intercepted.clear();
      }
    };
  }

  @Override
  public void intercept(RunContext context, Chain chain) throws Exception {
    Run run = context.run();
    if (listeners.get() > 0) {
      intercepted.add(run.id());
    }
    Span span = span(run).startSpan();
    Scope current = span.makeCurrent();
    try {
      chain.proceed();
    } catch (Exception | Error e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      current.close();
      span.end();
    }
  }

  private void traceEnded(Run run) {
    if (run.startedAt().isEmpty() || run.finishedAt().isEmpty()) {
      return;
    }
    Span span = span(run).setStartTimestamp(run.startedAt().get()).startSpan();
    if (run.status() != RunStatus.SUCCESS) {
      span.setStatus(StatusCode.ERROR, run.error().orElse(run.status().name()));
    }
    span.end(run.finishedAt().get());
  }

  private SpanBuilder span(Run run) {
    Context requested =
        propagator.extract(Context.root(), run.request().attributes().context(), FROM_MAP);
    return tracer
        .spanBuilder("run " + run.jobName())
        .setParent(requested)
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("tempo.job.id", run.jobId().toString())
        .setAttribute("tempo.job.name", run.jobName())
        .setAttribute("tempo.run.id", run.id().toString())
        .setAttribute("tempo.run.attempt", run.attempt())
        .setAttribute("tempo.run.cause", run.cause().name().toLowerCase(Locale.ROOT))
        .setAttribute("tempo.run.queue", run.job().queue());
  }

  private static final class MapGetter implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}
