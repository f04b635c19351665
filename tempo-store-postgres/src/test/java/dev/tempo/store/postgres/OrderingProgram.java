package dev.tempo.store.postgres;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A program that takes orders and asks for their shipment in the same transactions, some of which
 * it rolls back; a process, until it is killed.
 */
final class OrderingProgram {
  static final String TABLE = "purchase (run_id text PRIMARY KEY)";
  private static final int CLERKS = 3;
  private static final int MOST_AT_ONCE = 4;

  private final Tempo tempo;
  private final DataSource source;
  private final Consumer<UUID> asked;
  private final UUID job;

  private OrderingProgram(Tempo tempo, DataSource source, Consumer<UUID> asked) {
    this.tempo = tempo;
    this.source = source;
    this.asked = asked;
    this.job = tempo.save(ship()).id();
  }

  /**
   * Takes orders, and prints the id of each run that it asks for.
   *
   * @param args the address, the schema, the files that get the ids of runs as they are asked for
   *     and as they begin, and the seed
   */
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(args[0]);
    PostgresStore store = PostgresStore.open(source, PostgresOptions.DEFAULT.withSchema(args[1]));
    Consumer<UUID> begun = FiringEngine.appendingTo(Path.of(args[3]));
    Tempo tempo = start(store, begun);
    source.setCurrentSchema(args[1]);
    Consumer<UUID> asked = FiringEngine.appendingTo(Path.of(args[2]));
    OrderingProgram program =
        new OrderingProgram(tempo, source, asked.andThen(System.out::println));
    SplittableRandom random = new SplittableRandom(Long.parseLong(args[4]));
    for (int i = 0; i < CLERKS; i++) {
      SplittableRandom own = random.split();
      Thread.ofPlatform().start(() -> program.takeOrders(own));
    }
    new CountDownLatch(1).await();
  }

  static Tempo start(PostgresStore store, Consumer<UUID> begun) {
    return Tempo.builder()
        .store(store)
        .queue("default", 20)
        .handler("ship", context -> begun.accept(context.runId()))
        .build()
        .start();
  }

  private static Job ship() {
    return Job.named("Ship").task(Task.handler("ship")).overlap(OverlapPolicy.ALLOW).build();
  }

  private void takeOrders(SplittableRandom random) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      while (true) {
        for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
          order(connection, random);
        }
        if (random.nextInt(3) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void order(Connection connection, SplittableRandom random) throws SQLException {
    Instant at = Instant.now().plus(Duration.ofMillis(random.nextInt(200)));
    UUID run =
        random.nextBoolean()
            ? tempo.within(connection).run(job)
            : tempo.within(connection).runAt(job, at, RunOptions.DEFAULT);
    asked.accept(run);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO purchase VALUES (?)")) {
      insert.setString(1, run.toString());
      insert.executeUpdate();
    }
  }
}
