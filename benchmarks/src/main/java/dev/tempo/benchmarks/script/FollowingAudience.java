package dev.tempo.benchmarks.script;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import java.util.UUID;

/** Readers in the same process as Tempo, each a virtual thread. */
final class FollowingAudience implements LiveRow.Audience {

  @Override
  public String name() {
    return "Tempo.follow";
  }

  @Override
  public Heard listen(House house, UUID run) throws InterruptedException {
    Heard heard = new Heard();
    try (LogReader reader = house.tempo().follow(run, 0)) {
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
