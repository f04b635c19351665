package dev.tempo.store.jdbc.logs;

import dev.tempo.store.LogQuery;
import dev.tempo.store.jdbc.SqlConditions;
import dev.tempo.store.jdbc.UuidCodec;
import java.time.Instant;
import java.util.Collection;

/** Which chunks may hold lines that a query asks for, whatever their text. */
public final class ChunkFilter {
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE / 2);

  private ChunkFilter() {}

  /** Adds the conditions of a query on the columns of the table {@code chunk c}. */
  public static SqlConditions add(SqlConditions conditions, LogQuery query) {
    conditions.and("c.streams & ? != 0", (long) LogChunkWriter.bits(query.streams()));
    if (query.from().isAfter(Instant.EPOCH)) {
      conditions.and("c.latest >= ?", query.from().toEpochMilli());
    }
    if (query.to().isBefore(LAST)) {
      conditions.and("c.earliest < ?", query.to().plusMillis(1).toEpochMilli());
    }
    in(conditions, "c.job", query.jobs().stream().map(UuidCodec::bytes).toList());
    in(conditions, "c.starter", query.startedBy());
    return conditions;
  }

  private static void in(SqlConditions conditions, String column, Collection<?> values) {
    if (!values.isEmpty()) {
      conditions.and(column + " IN (?" + ", ?".repeat(values.size() - 1) + ")", values.toArray());
    }
  }
}
