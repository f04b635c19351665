package dev.tempo.benchmarks.script;

import dev.tempo.JobPolicy;
import dev.tempo.RunHandle;
import dev.tempo.Tempo;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Readers in the same process as Tempo, each a virtual thread. */
final class FollowingAudience implements Audience {

  @Override
  public String name() {
    return "Tempo.follow";
  }

  @Override
  public Heard hear(String script, int lines, BenchmarkSettings settings) throws Exception {
    try (House house = House.in(BenchmarkSettings.onDisk(), 1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      UUID job = house.job(Task.python(script));
      house
          .tempo()
          .pauseQueue(JobPolicy.DEFAULT_QUEUE); // so that all listen from the first line on
      RunHandle run = house.tempo().run(job);
      List<Future<Heard>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> listen(house.tempo(), run.id())));
      }
      house.tempo().resumeQueue(JobPolicy.DEFAULT_QUEUE);
      House.good(run.await(House.LONGEST));
      Heard all = new Heard();
      for (Future<Heard> reader : readers) {
        all.add(reader.get(), lines);
      }
      return all;
    }
  }

  private static Heard listen(Tempo tempo, UUID run) throws InterruptedException {
    Heard heard = new Heard();
    try (LogReader reader = tempo.followLog(run, 0)) {
      LogReader.Batch batch = reader.next(House.LONGEST);
      while (!batch.ended()) {
        note(batch, heard);
        batch = reader.next(House.LONGEST);
      }
      note(batch, heard);
    }
    return heard;
  }

  private static void note(LogReader.Batch batch, Heard heard) {
    for (LogLine line : batch.lines()) {
      heard.line(line.number(), Long.parseLong(line.text()));
    }
  }
}
