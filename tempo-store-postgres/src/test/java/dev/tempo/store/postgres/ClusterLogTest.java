package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run of one node, watched on another while it runs. */
@WithPostgres
@Timeout(120)
class ClusterLogTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int LINES = 40;

  private final Semaphore wanted = new Semaphore(0);
  private PostgresStore first;
  private PostgresStore second;
  private Tempo watching;
  private Tempo working;

  @BeforeEach
  void start() {
    first = EmptySchemas.open();
    second = EmptySchemas.openAgain(first);
    watching = node(first, "watching").build().start();
    working =
        node(second, "working")
            .handler(
                "talk",
                context -> {
                  for (int i = 1; i <= LINES; i++) {
                    wanted.acquire();
                    context.log("line " + i + " at " + System.nanoTime());
                  }
                })
            .build()
            .start();
  }

  private static TempoBuilder node(PostgresStore store, String name) {
    return Tempo.builder().store(store).node(NodeOptions.DEFAULT.withName(name));
  }

  @AfterEach
  void stop() {
    wanted.release(LINES);
    working.close();
    watching.close();
    second.close();
    first.close();
  }

  @Test
  void linesComeAsTheyAreWritten_eachOnce_andThenTheEnd() throws Exception {
    Job job = watching.save(Job.named("talk").task(Task.handler("talk")).build());
    RunHandle run = watching.run(job.id());
    List<LogLine> lines = new ArrayList<>();
    List<Long> took = new ArrayList<>();
    try (LogReader reader = watching.followLog(run.id(), 0)) {
      wanted.release();
      LogReader.Batch batch = reader.next(LONG);
      while (!batch.ended()) {
        for (LogLine line : batch.lines()) {
          lines.add(line);
          took.add(System.nanoTime() - Long.parseLong(line.text().split(" at ", 2)[1]));
          wanted.release();
        }
        batch = reader.next(LONG);
      }
    }
    assertThat(run.await(LONG).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines)
        .extracting(LogLine::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, LINES).boxed().toList());
    took.sort(null);
    assertThat(Duration.ofNanos(took.get(LINES / 2)))
        .as("half of the lines are seen before they are stored, which takes a second")
        .isLessThan(Duration.ofMillis(500));
    try (LogReader reader = watching.followLog(run.id(), LINES - 1)) {
      assertThat(reader.next(LONG).lines()).extracting(LogLine::number).containsExactly(40L);
      assertThat(reader.next(LONG).ended()).isTrue();
    }
  }
}
