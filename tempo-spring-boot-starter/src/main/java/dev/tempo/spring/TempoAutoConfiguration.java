package dev.tempo.spring;

import dev.tempo.RunInterceptor;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStore;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.PayloadCodec;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Makes an application's {@link Tempo} of its properties and beans, starts and closes it. A bean of
 * the application's own of one of these types takes its place.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "tempo", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(TempoProperties.class)
public class TempoAutoConfiguration {
  private static final String POSTGRES = "dev.tempo.store.postgres.PostgresStore";
  private static final String SQLITE = "dev.tempo.store.sqlite.SqliteStore";

  /** For Spring. */
  public TempoAutoConfiguration() {}

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Store tempoStore(TempoProperties properties, BeanFactory beans) {
    if (properties.isInDataSource()) {
      return open(properties, beans);
    }
    return properties
        .sqliteDirectory()
        .map(TempoAutoConfiguration::open)
        .orElseGet(MemoryStore::new);
  }

  private static Store open(Path directory) {
    if (!ClassUtils.isPresent(SQLITE, TempoAutoConfiguration.class.getClassLoader())) {
      throw new IllegalStateException(
          "tempo.directory is given, but there is no store for it: add the dependency"
              + " dev.tempo:tempo-store-sqlite, or set tempo.store=memory");
    }
    return Sqlite.open(directory);
  }

  private static Store open(TempoProperties properties, BeanFactory beans) {
    if (!ClassUtils.isPresent(POSTGRES, TempoAutoConfiguration.class.getClassLoader())) {
      throw new IllegalStateException(
          "Runs are to be kept in a data source, but there is no store for it: add the dependency"
              + " dev.tempo:tempo-store-postgres");
    }
    return Postgres.open(properties, properties.dataSource(beans));
  }

  @Bean
  HandlerMethods tempoHandlerMethods(ConfigurableListableBeanFactory beans) {
    return new HandlerMethods(beans);
  }

  @Bean
  ScheduledJobs tempoScheduledJobs(HandlerMethods methods, Environment environment) {
    ScheduledJobs jobs =
        new ScheduledJobs(methods.scheduled(), environment::resolveRequiredPlaceholders);
    jobs.check();
    return jobs;
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Tempo tempo(
      TempoProperties properties,
      Store store,
      HandlerMethods methods,
      ConfigurableListableBeanFactory beans,
      ObjectProvider<PayloadCodec> codec,
      ObjectProvider<RunInterceptor> interceptors,
      ObjectProvider<TempoBuilderCustomizer> customizers) {
    TempoBuilder builder =
        Tempo.builder()
            .store(store)
            .handlerFactory(beans::getBean)
            .onUnknownHandler(properties.onUnknownHandler())
            .shutdown(shutdown(properties.shutdown()));
    if (properties.workDirectory() != null) {
      builder.workDirectory(properties.workDirectory());
    }
    properties.queues().forEach(builder::queue);
    codec.ifAvailable(builder::payloadCodec);
    methods.addTo(builder);
    interceptors.orderedStream().forEach(builder::interceptor);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  @Bean
  TempoLifecycle tempoLifecycle(
      Tempo tempo,
      ScheduledJobs jobs,
      TempoProperties properties,
      ObjectProvider<StartedTempoListener> listeners) {
    return new TempoLifecycle(
        tempo, jobs, properties.autoStart(), listeners.orderedStream().toList());
  }

  private static ShutdownPolicy shutdown(TempoProperties.Shutdown settings) {
    ShutdownPolicy policy = ShutdownPolicy.DEFAULT;
    if (settings.drainTimeout() != null) {
      policy = policy.withDrainTimeout(settings.drainTimeout());
    }
    return settings.stopTimeout() == null ? policy : policy.withStopTimeout(settings.stopTimeout());
  }

  /** Loaded where there is PostgreSQL. */
  private static final class Postgres {
    static Store open(TempoProperties properties, DataSource source) {
      PostgresOptions options = PostgresOptions.DEFAULT.withSchema(properties.schema());
      return PostgresStore.open(
          source,
          properties.directory() == null ? options : options.withDirectory(properties.directory()));
    }
  }

  /** Loaded where there is SQLite. */
  private static final class Sqlite {
    static Store open(Path directory) {
      return SqliteStore.open(directory);
    }
  }
}
