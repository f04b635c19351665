package dev.tempo.benchmarks.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;

/** cron-utils. */
final class CronUtilsCron implements CronLibrary {
  private final CronParser parser =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53));

  @Override
  public Search parse(String text) {
    return new Parsed(ExecutionTime.forCron(parser.parse(text)));
  }

  private record Parsed(ExecutionTime cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return cron.nextExecution(after.atZone(Starts.ZONE)).orElseThrow().toInstant();
    }

    @Override
    public Object from(int start) {
      return cron.nextExecution(Starts.ZONED[start]);
    }
  }
}
