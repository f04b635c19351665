package dev.tempo.spring;

import dev.tempo.Tempo;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The component {@code tempo} of an application's health, in Boot 3.5. */
@AutoConfiguration(after = TempoAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnBean({Tempo.class, TempoLifecycle.class})
public class TempoActuatorHealthAutoConfiguration {

  /** For Spring. */
  public TempoActuatorHealthAutoConfiguration() {}

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
