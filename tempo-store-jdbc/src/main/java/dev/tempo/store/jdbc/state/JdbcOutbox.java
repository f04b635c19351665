package dev.tempo.store.jdbc.state;

import dev.tempo.DuplicatePolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunOptions;
import dev.tempo.RunType;
import dev.tempo.Uniqueness;
import dev.tempo.store.RunOutbox;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.task.Arguments;
import dev.tempo.task.Payload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Keeps requests in a table, into which programs write on connections of their own. */
public final class JdbcOutbox implements RunOutbox {
  static final String TAKE = "DELETE FROM enqueued_run WHERE id = ?";

  private static final String TABLE = "enqueued_run";
  private static final String COLUMNS =
      "id, job_id, job_name, job_version, queue, cause, started_by, parameters, omitted, payload,"
          + " label, context, run_key, priority, not_before, unique_key, unique_window_ms,"
          + " unique_policy";
  private static final String OLDEST =
      "SELECT " + COLUMNS + " FROM " + TABLE + " ORDER BY id LIMIT ?";

  private final Database database;
  private final Host host;
  private volatile boolean isUsed;

  /** What a kind of database knows of connections of the program. */
  public interface Host {

    /**
     * Checks that a connection leads to this database.
     *
     * @throws IllegalArgumentException if it leads elsewhere
     * @throws SQLException if it cannot be asked
     */
    void requireSame(Connection connection) throws SQLException;

    /** Returns what stands before the names of tables for such a connection; may be empty. */
    String qualifier();

    /** Returns whether more than one process uses the database at a time. */
    boolean isShared();

    /** Returns a failure as the exception that users of the database expect. */
    RuntimeException translate(SQLException failure);
  }

  /** Makes one over tables that are there. */
  public JdbcOutbox(Database database, Host host) {
    this.database = database;
    this.host = host;
  }

  /**
   * Returns the scripts of the table.
   *
   * @param owner a class of the module that has them
   */
  public static Migrations tables(Class<?> owner) {
    return new Migrations(owner, "enqueued", 1);
  }

  @Override
  public void add(Object connection, List<Request> requests) {
    if (!(connection instanceof Connection own)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "within(…) takes a java.sql.Connection to %s, but got a %s",
              database.name(),
              connection.getClass().getName()));
    }
    try {
      requireTransaction(own);
      host.requireSame(own);
      isUsed = true;
      insert(own, requests);
    } catch (SQLException e) {
      throw host.translate(e);
    }
  }

  private static void requireTransaction(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(
          "The connection commits each statement by itself, so that there is no transaction to be"
              + " in: call setAutoCommit(false) first, or run(…) of the scheduler");
    }
  }

  private void insert(Connection connection, List<Request> requests) throws SQLException {
    String sql = InsertSql.insert(host.qualifier() + TABLE, COLUMNS);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Request request : requests) {
        bind(new StatementParameters(insert), request);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public List<Request> oldest(int limit) {
    return database.read(
        connection -> Sql.of(connection, OLDEST, limit).allReadable(JdbcOutbox::read));
  }

  @Override
  public boolean isUsed() {
    return isUsed || host.isShared();
  }

  private static void bind(StatementParameters to, Request request) throws SQLException {
    RunOptions options = request.options();
    Arguments arguments = options.arguments();
    RunAttributes attributes = options.attributes();
    Optional<Uniqueness> unique = options.queueing().uniqueness();
    to.id(request.runId())
        .id(request.job().id())
        .text(request.job().name())
        .number(request.job().version())
        .text(request.job().queue())
        .number(ColumnCodecs.code(options.cause()))
        .text(options.startedBy())
        .text(ColumnCodecs.text(arguments))
        .text(ColumnCodecs.text(List.copyOf(options.omittedParameters())))
        .text(arguments.payload().map(Payload::text))
        .text(attributes.label())
        .text(ColumnCodecs.text(attributes.context()))
        .text(attributes.key())
        .number(options.queueing().priority())
        .instant(options.notBefore())
        .text(unique.map(Uniqueness::key))
        .millis(unique.map(Uniqueness::window))
        .text(unique.map(one -> one.policy().name()));
  }

  private static Request read(ResultRow row) throws SQLException {
    Run.JobRef job =
        new Run.JobRef(
            row.id("job_id"), row.text("job_name"), row.number("job_version"), row.text("queue"));
    Arguments plain = ColumnCodecs.arguments(row.text("parameters"));
    Arguments arguments =
        row.optionalText("payload").map(Payload::encoded).map(plain::withPayload).orElse(plain);
    RunOptions.Overrides overrides =
        new RunOptions.Overrides(
            arguments,
            Optional.empty(),
            new LinkedHashSet<>(ColumnCodecs.list(row.text("omitted"))));
    RunOptions options =
        new RunOptions(
            ColumnCodecs.cause(row.integer("cause")),
            row.optionalText("started_by"),
            overrides,
            attributes(row),
            queueing(row));
    return new Request(row.id("id"), job, options);
  }

  private static RunAttributes attributes(ResultRow row) throws SQLException {
    Map<String, String> context = ColumnCodecs.map(row.text("context"));
    RunAttributes attributes = new RunAttributes(row.optionalText("label"), RunType.BATCH, context);
    return row.optionalText("run_key").map(attributes::withKey).orElse(attributes);
  }

  private static RunOptions.Queueing queueing(ResultRow row) throws SQLException {
    OptionalInt priority = row.optionalInteger("priority");
    Optional<String> key = row.optionalText("unique_key");
    Optional<Uniqueness> unique = Optional.empty();
    if (key.isPresent()) {
      Duration window = Duration.ofMillis(row.number("unique_window_ms"));
      DuplicatePolicy policy = DuplicatePolicy.valueOf(row.text("unique_policy"));
      unique = Optional.of(new Uniqueness(key.get(), window, policy));
    }
    return new RunOptions.Queueing(row.optionalInstant("not_before"), priority, unique);
  }
}
