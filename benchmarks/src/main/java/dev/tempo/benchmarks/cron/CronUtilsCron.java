package dev.tempo.benchmarks.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZonedDateTime;

/** cron-utils. */
final class CronUtilsCron implements CronLibrary {
  static final String NAME = "cron-utils";

  private final CronParser parser =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Search parse(String text) {
    return new Parsed(ExecutionTime.forCron(parser.parse(text)));
  }

  private record Parsed(ExecutionTime cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return next(after.atZone(Starts.ZONE)).toInstant();
    }

    @Override
    public long search(int times) {
      long sum = 0;
      for (int i = 0; i < times; i++) {
        sum += next(Starts.ZONED[i & Starts.MASK]).getMinute();
      }
      return sum;
    }

    private ZonedDateTime next(ZonedDateTime after) {
      return cron.nextExecution(after).orElseThrow();
    }
  }
}
