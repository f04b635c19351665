package dev.tempo.spring;

import dev.tempo.Tempo;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The component {@code tempo} of an application's health, in Boot 4. */
@AutoConfiguration(after = TempoAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnBean({Tempo.class, TempoLifecycle.class})
public class TempoHealthAutoConfiguration {

  /** For Spring. */
  public TempoHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "tempoHealthIndicator")
  HealthIndicator tempoHealthIndicator(Tempo tempo, TempoLifecycle lifecycle) {
    return () -> {
      if (!lifecycle.isRunning()) {
        return Health.outOfService().withDetail("tempo", "not started, or closed").build();
      }
      var health = tempo.health();
      return (health.isHealthy() ? Health.up() : Health.down())
          .withDetails(health.problems())
          .build();
    };
  }
}
