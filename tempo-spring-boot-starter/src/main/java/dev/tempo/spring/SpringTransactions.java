package dev.tempo.spring;

import dev.tempo.RunHandle;
import dev.tempo.RunSubmission;
import dev.tempo.Scheduler;
import dev.tempo.TransactionalScheduler;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Asks for runs in the transaction that Spring has open, and at once where there is none. */
final class SpringTransactions implements TransactionalScheduler {
  private final Scheduler scheduler;
  private final Supplier<DataSource> source;

  SpringTransactions(Scheduler scheduler, Supplier<DataSource> source) {
    this.scheduler = scheduler;
    this.source = source;
  }

  @Override
  public List<UUID> runAll(Collection<RunSubmission> submissions) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      return scheduler.runAll(submissions).handles().stream().map(RunHandle::id).toList();
    }
    DataSource used = source.get();
    Connection connection = DataSourceUtils.getConnection(used);
    try {
      return scheduler.within(connection).runAll(submissions);
    } finally {
      DataSourceUtils.releaseConnection(connection, used);
    }
  }
}
