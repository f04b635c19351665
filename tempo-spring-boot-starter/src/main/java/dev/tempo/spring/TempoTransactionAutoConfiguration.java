package dev.tempo.spring;

import dev.tempo.Tempo;
import dev.tempo.TransactionalScheduler;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Asks for runs in the transactions of an application that uses JDBC by Spring. */
@AutoConfiguration(after = TempoAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.jdbc.datasource.DataSourceUtils")
@ConditionalOnBean(Tempo.class)
public class TempoTransactionAutoConfiguration {

  /** For Spring. */
  public TempoTransactionAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  TransactionalScheduler tempoTransactionalScheduler(
      Tempo tempo, TempoProperties properties, BeanFactory beans) {
    return new SpringTransactions(tempo, () -> properties.dataSource(beans));
  }
}
