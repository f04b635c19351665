package dev.tempo.benchmarks.throughput;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Lets a library that takes a connection for each thing it does do many things in one transaction,
 * as transaction managers do.
 */
final class OneTransaction {
  private OneTransaction() {}

  /** Does something with a source that always gives the same connection, and commits it. */
  static void in(DataSource source, Consumer<DataSource> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      Connection open = proxy(Connection.class, connection, "close", null);
      work.accept(proxy(DataSource.class, source, "getConnection", open));
      connection.setAutoCommit(true);
    }
  }

  /** An object that is another one but for a method, whose answer is given. */
  private static <T> T proxy(Class<T> type, T target, String name, Object answer) {
    Object made =
        Proxy.newProxyInstance(
            OneTransaction.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getName().equals(name)) {
                return answer;
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(made);
  }
}
