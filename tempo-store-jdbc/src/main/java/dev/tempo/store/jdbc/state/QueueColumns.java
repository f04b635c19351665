package dev.tempo.store.jdbc.state;

import dev.tempo.QueueRate;
import dev.tempo.QueueSettings.Threads;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueState.Overrides;
import dev.tempo.store.QueueState.PermitUse;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept of a queue as columns. */
final class QueueColumns {
  static final String NAMES =
      "name, paused, max_running, threads, rate_permits, rate_per_ms, rate_used";

  private static final Logger LOG = LoggerFactory.getLogger(QueueColumns.class);

  private QueueColumns() {}

  static void bind(StatementParameters to, QueueState state) throws SQLException {
    Overrides overrides = state.overrides();
    Optional<QueueRate> rate = overrides.rate();
    to.text(state.name())
        .flag(state.paused())
        .number(overrides.limit())
        .text(overrides.threads().map(Enum::name))
        .number(rate.map(one -> OptionalLong.of(one.permits())).orElse(OptionalLong.empty()))
        .millis(rate.map(QueueRate::per))
        .text(
            state.permitUses().stream()
                .map(use -> use.at().toEpochMilli() + "=" + use.count())
                .collect(Collectors.joining(",")));
  }

  /** What cannot be read is not set, so that a queue that is paused stays so. */
  static QueueState read(ResultRow row) throws SQLException {
    QueueState state = new QueueState(row.text("name"), row.flag("paused"));
    try {
      return state.withOverrides(overrides(row)).withPermitUses(uses(row.text("rate_used")));
    } catch (RuntimeException e) {
      LOG.warn("What is set of the queue '{}' cannot be read: {}", state.name(), e.toString());
      return state;
    }
  }

  private static Overrides overrides(ResultRow row) throws SQLException {
    Optional<Duration> per = row.optionalMillis("rate_per_ms");
    Optional<QueueRate> rate =
        per.isPresent()
            ? Optional.of(new QueueRate(row.integer("rate_permits"), per.get()))
            : Optional.empty();
    return new Overrides(
        row.optionalInteger("max_running"),
        row.optionalText("threads").map(Threads::valueOf),
        rate);
  }

  private static List<PermitUse> uses(String text) {
    List<PermitUse> uses = new ArrayList<>();
    for (String use : text.isEmpty() ? new String[0] : text.split(",")) {
      int equals = use.indexOf('=');
      uses.add(
          new PermitUse(
              Instant.ofEpochMilli(Long.parseLong(use.substring(0, equals))),
              Integer.parseInt(use.substring(equals + 1))));
    }
    return uses;
  }
}
