package dev.tempo.spring;

import dev.tempo.UnknownHandlerPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code tempo.…} of an application.
 *
 * @param enabled whether there is a Tempo at all
 * @param autoStart whether it starts with the application; otherwise it starts the bean {@code
 *     tempoLifecycle} when it likes
 * @param store where runs are kept: {@code auto} takes PostgreSQL if {@code dataSource} is given,
 *     SQLite if {@code directory} is, and memory otherwise
 * @param directory the data directory of the store on SQLite, which belongs to one process
 * @param dataSource the bean in whose database the store on PostgreSQL lies; otherwise the
 *     application's primary one
 * @param schema of that store
 * @param workDirectory for scripts and what they print; otherwise the store's
 * @param queues how many runs of a queue run at once, by its name
 * @param onUnknownHandler what happens with jobs whose handler is gone
 * @param shutdown how the end of the application treats runs that are under way
 */
@ConfigurationProperties("tempo")
public record TempoProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("true") boolean autoStart,
    @DefaultValue("auto") StoreKind store,
    @Nullable Path directory,
    @Nullable String dataSource,
    @DefaultValue("tempo") String schema,
    @Nullable Path workDirectory,
    @Nullable Map<String, Integer> queues,
    @DefaultValue("warn") UnknownHandlerPolicy onUnknownHandler,
    @DefaultValue Shutdown shutdown) {

  /** Where runs are kept. */
  public enum StoreKind {
    /** On PostgreSQL if a data source is given, on SQLite if a directory is, else in memory. */
    AUTO,
    /** In memory: gone with the process. */
    MEMORY,
    /** In a directory, by {@code tempo-store-sqlite}. */
    SQLITE,
    /** In a data source of the application, by {@code tempo-store-postgres}. */
    POSTGRESQL
  }

  /**
   * How the end of the application treats runs that are under way.
   *
   * @param drainTimeout how long they may go on
   * @param stopTimeout how long they have to end once they were asked to
   */
  public record Shutdown(@Nullable Duration drainTimeout, @Nullable Duration stopTimeout) {}

  /** Takes empty maps for missing ones. */
  public TempoProperties {
    queues = queues == null ? Map.of() : Map.copyOf(queues);
  }

  /**
   * The directory of the store on SQLite; empty if runs are kept in memory.
   *
   * @throws IllegalStateException if SQLite is asked for without a directory
   */
  Optional<Path> sqliteDirectory() {
    if (store == StoreKind.SQLITE && directory == null) {
      throw new IllegalStateException(
          "tempo.store=sqlite needs tempo.directory: where shall the data be kept?");
    }
    return store == StoreKind.MEMORY ? Optional.empty() : Optional.ofNullable(directory);
  }

  /** Whether runs are kept in a data source of the application. */
  boolean isInDataSource() {
    return store == StoreKind.POSTGRESQL || store == StoreKind.AUTO && dataSource != null;
  }

  /** The data source of the application that is meant. */
  DataSource dataSource(BeanFactory beans) {
    return dataSource == null
        ? beans.getBean(DataSource.class)
        : beans.getBean(dataSource, DataSource.class);
  }
}
