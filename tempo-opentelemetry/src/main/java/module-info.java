/** A span for each run, below the one of the request that asked for it. */
@SuppressWarnings("requires-transitive-automatic") // OpenTelemetry has no module descriptors
module dev.tempo.opentelemetry {
  requires transitive dev.tempo.core;
  requires io.opentelemetry.context;
  requires static org.jspecify;
  requires transitive io.opentelemetry.api;

  exports dev.tempo.opentelemetry;
}
