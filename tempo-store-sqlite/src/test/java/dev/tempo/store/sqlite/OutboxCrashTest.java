package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that takes orders, each with its run in one transaction, at random moments:
 * between a commit and the taking of its run, and while it is taken. Afterwards each order has its
 * run, once, and there are no others.
 */
class OutboxCrashTest {
  /** How many orders a process takes before it is killed. */
  private static final int FEWEST = 20;

  private static final int MOST = 400;

  @TempDir private Path data;

  @Test
  void killedAndRestarted_eachOrderHasItsRun() throws Exception {
    killAndCheck(2, 20261129);
  }

  @Test
  @Tag("long")
  void killedAndRestartedOften_eachOrderHasItsRun() throws Exception {
    killAndCheck(60, 20261130);
  }

  private void killAndCheck(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Path errors = data.resolve("errors");
    for (int i = 0; i < times; i++) {
      Process process =
          new ProcessBuilder(JavaCommand.of(OrderingProcess.class, data.toString()))
              .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (int order = random.nextInt(FEWEST, MOST); order > 0; order--) {
          assertThat(out.readLine())
              .as(() -> "it goes on until it is killed; it said: " + contentOf(errors.toFile()))
              .isNotNull();
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    check();
  }

  private void check() throws Exception {
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = OrderingProcess.start(store);
        Connection connection = OrderingProcess.connect(data)) {
      Set<UUID> orders = orders(connection);
      connection.rollback();
      for (UUID order : orders) {
        tempo.awaitRun(order, Duration.ofMinutes(1));
      }
      assertThat(store.outbox().orElseThrow().oldest(10)).isEmpty();
      List<UUID> runs = new ArrayList<>();
      RunQuery query = RunQuery.ALL.withLimit(5_000);
      var page = store.runs().list(query);
      while (!page.runs().isEmpty()) {
        page.runs().stream().map(Run::id).forEach(runs::add);
        assertThat(page.runs())
            .allMatch(run -> run.status() == RunStatus.SUCCESS || run.status() == RunStatus.LOST);
        if (page.next().isEmpty()) {
          break;
        }
        page = store.runs().list(query.withBefore(page.next().get()));
      }
      assertThat(runs).isNotEmpty().doesNotHaveDuplicates().hasSize(orders.size());
      assertThat(new HashSet<>(runs)).isEqualTo(orders);
    }
  }

  private static Set<UUID> orders(Connection connection) throws Exception {
    Set<UUID> orders = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT run FROM purchase")) {
      while (rows.next()) {
        orders.add(UUID.fromString(rows.getString(1)));
      }
    }
    return orders;
  }
}
