package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Gathers writes of one kind and makes them at once, which costs less than one by one. Used by the
 * writer's thread alone.
 *
 * <p>Writes of different steps are gathered side by side, although they come mixed, and are made in
 * the order of the steps. That changes nothing: those of different runs do not touch each other,
 * and those of one run come in the order of its life.
 */
final class WriteBatches {
  /** The driver keeps the parameters of a whole batch in memory. */
  private static final int MOST = 512;

  private final StatementCache statements;
  private final Map<Step, Batch> open = new EnumMap<>(Step.class);

  /** What a write does, in the order of a run's life; the last two do not touch runs. */
  enum Step {
    ADD,
    START,
    OPEN,
    RESULT,
    FINISH,
    SET_DEAD_LETTER,
    MOVE,
    RECORD
  }

  /**
   * Writes by one statement.
   *
   * @param ids whom each is about
   * @param wide those that may be made many at a time
   */
  private record Batch(
      String sql, PreparedStatement statement, List<UUID> ids, Optional<WideWrites> wide) {
    boolean isFull() {
      return ids.size() + wide.map(WideWrites::size).orElse(0) >= MOST;
    }
  }

  WriteBatches(StatementCache statements) {
    this.statements = statements;
  }

  /** True if a write by this statement needs the others {@linkplain #flush made} first. */
  boolean mustFlushBefore(Step step, String sql) {
    Batch batch = open.get(step);
    return batch != null && (!batch.sql().equals(sql) || batch.isFull());
  }

  /** Gathers a write. */
  void add(Connection connection, Step step, String sql, UUID id, Binding bind)
      throws SQLException {
    Batch batch = batch(connection, step, sql, Optional.empty());
    bind.to(new StatementParameters(batch.statement()));
    batch.statement().addBatch();
    batch.ids().add(id);
  }

  /**
   * Gathers a write that may be made with others in one statement.
   *
   * @param group others of the same one may be made with it
   */
  void add(Connection connection, Step step, WideWrites.Form form, Object group, WideWrites.Row row)
      throws SQLException {
    Batch batch =
        batch(connection, step, form.single(), Optional.of(new WideWrites(connection, form)));
    batch.wide().orElseThrow().add(group, row);
  }

  private Batch batch(Connection connection, Step step, String sql, Optional<WideWrites> wide)
      throws SQLException {
    Batch batch = open.get(step);
    if (batch == null) {
      batch = new Batch(sql, statements.get(connection, sql), new ArrayList<>(), wide);
      open.put(step, batch);
    }
    return batch;
  }

  /** Makes all that was gathered, and says whom {@link Step#ADD} may not have added. */
  List<UUID> flush() throws SQLException {
    List<UUID> notAdded = new ArrayList<>();
    for (Map.Entry<Step, Batch> entry : open.entrySet()) {
      Batch batch = entry.getValue();
      if (batch.wide().isPresent()) {
        List<UUID> doubtful = batch.wide().get().make(statements);
        notAdded.addAll(entry.getKey() == Step.ADD ? doubtful : List.of());
        continue;
      }
      int[] rows = batch.statement().executeBatch();
      for (int i = 0; entry.getKey() == Step.ADD && i < rows.length; i++) {
        if (rows[i] == 0) {
          notAdded.add(batch.ids().get(i));
        }
      }
    }
    open.clear();
    return notAdded;
  }

  /** Forgets what was gathered. */
  void clear() {
    open.clear();
  }
}
