package dev.tempo.store.postgres;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/**
 * Gives the connections of another source with settings of our own, which each loses again when it
 * is closed: that source may be a pool of the host. Thread-safe.
 */
final class SessionSource implements DataSource {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(SessionSource.class);

  private final DataSource source;
  private final PostgresSettings settings;
  private final Duration networkTimeout;

  /**
   * Makes one.
   *
   * @param networkTimeout how long an answer is waited for
   */
  SessionSource(DataSource source, PostgresSettings settings, Duration networkTimeout) {
    this.source = source;
    this.settings = settings;
    this.networkTimeout = networkTimeout;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.getConnection();
    try {
      int timeoutBefore = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) networkTimeout.toMillis());
      boolean autoCommitBefore = connection.getAutoCommit();
      connection.setAutoCommit(true);
      Before before = new Before(settings.apply(connection), timeoutBefore, autoCommitBefore);
      return (Connection)
          Proxy.newProxyInstance(
              SessionSource.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              new Session(connection, before));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** How a connection was. */
  private record Before(PostgresSettings settings, int networkTimeoutMs, boolean autoCommit) {}

  /** A connection that is given back as it was. */
  private record Session(Connection connection, Before before) implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("close") && !connection.isClosed()) {
        giveBack();
        return null;
      }
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private void giveBack() throws SQLException {
      try {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        before.settings().apply(connection);
        connection.setAutoCommit(before.autoCommit());
        connection.setNetworkTimeout(Runnable::run, before.networkTimeoutMs());
      } catch (SQLException e) {
        LOG.debug("A session had ended before it could be given back", e);
      } finally {
        connection.close();
      }
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("Connections are made for the user of the source");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || source.isWrapperFor(type);
  }
}
