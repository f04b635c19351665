package dev.tempo.spring;

import dev.tempo.Tempo;
import dev.tempo.opentelemetry.TempoTracing;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Traces the runs of the application's {@link Tempo} where {@code tempo-opentelemetry} and a bean
 * of OpenTelemetry are.
 */
@AutoConfiguration(
    before = TempoAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
      "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration"
    })
@ConditionalOnClass({OpenTelemetry.class, TempoTracing.class})
@ConditionalOnBean(OpenTelemetry.class)
public class TempoTracingAutoConfiguration {

  /** For Spring. */
  public TempoTracingAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  TempoTracing tempoTracing(OpenTelemetry openTelemetry) {
    return new TempoTracing(openTelemetry);
  }

  @Bean
  StartedTempoListener tempoScriptTracing(TempoTracing tracing) {
    return tracing::traceScripts;
  }
}
