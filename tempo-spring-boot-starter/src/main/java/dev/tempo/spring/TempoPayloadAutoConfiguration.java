package dev.tempo.spring;

import dev.tempo.jackson.JacksonPayloadCodec;
import dev.tempo.task.PayloadCodec;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Keeps payloads and results as JSON where {@code tempo-jackson} is. A mapper of the application's
 * own is not taken, as what is stored must not change with what its pages show.
 */
@AutoConfiguration(before = TempoAutoConfiguration.class)
@ConditionalOnClass(JacksonPayloadCodec.class)
public class TempoPayloadAutoConfiguration {

  /** For Spring. */
  public TempoPayloadAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  PayloadCodec tempoPayloadCodec() {
    return new JacksonPayloadCodec();
  }
}
