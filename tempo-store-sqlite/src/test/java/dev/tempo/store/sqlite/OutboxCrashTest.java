package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that takes orders, each with its run in one transaction, at random moments:
 * between a commit and the taking of its run, and while it is taken. Afterwards each order has its
 * run, once, and there are no others.
 */
class OutboxCrashTest {
  @TempDir private Path data;

  @Test
  void killedAndRestarted_eachOrderHasItsRun() throws Exception {
    killAndCheck(4, 20261129);
  }

  @Test
  @Tag("long")
  void killedAndRestartedOften_eachOrderHasItsRun() throws Exception {
    killAndCheck(60, 20261130);
  }

  private void killAndCheck(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < times; i++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  OrderingProcess.class.getName(),
                  data.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(out.readLine()).isEqualTo("ordering");
        boolean ended = process.waitFor(random.nextLong(1, 900), TimeUnit.MILLISECONDS);
        assertThat(ended).as("it went on until it was killed").isFalse();
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
      assertThat(runs).doesNotHaveDuplicates().hasSize(orders.size());
      assertThat(new HashSet<>(runs)).isEqualTo(orders);
      System.out.printf("%d orders, each with its run%n", orders.size());
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
