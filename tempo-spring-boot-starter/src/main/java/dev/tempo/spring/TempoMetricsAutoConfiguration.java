package dev.tempo.spring;

import dev.tempo.Tempo;
import dev.tempo.micrometer.TempoMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Counts the runs of the application's {@link Tempo} in its meter registry. */
@AutoConfiguration(before = TempoAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, TempoMetrics.class})
public class TempoMetricsAutoConfiguration {

  /** For Spring. */
  public TempoMetricsAutoConfiguration() {}

  @Bean
  StartedTempoListener tempoMetrics(ObjectProvider<MeterRegistry> registry) {
    return tempo -> {
      TempoMetrics metrics = new TempoMetrics(tempo);
      registry.ifAvailable(metrics::bindTo);
      return metrics::close;
    };
  }
}
