package dev.tempo.server.schedules;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.schedule.Schedule;
import dev.tempo.server.http.json.JsonInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads what a trigger follows: {@code afterJobs}, {@code on} and {@code all}. What was written
 * before these were named so is understood as well: {@code jobs}, and {@code condition} with the
 * names of {@link FollowCondition}.
 */
final class AfterJobsReader {
  private static final String JOBS = "afterJobs";
  private static final String FORMER_JOBS = "jobs";
  private static final int MAX_JOBS = 100;
  private static final int MAX_ID = 36;

  private final JsonInput input;
  private final Optional<AfterJobsSchedule> current;

  private AfterJobsReader(JsonInput input, Optional<AfterJobsSchedule> current) {
    this.input = input;
    this.current = current;
  }

  /**
   * Reads a schedule over one that holds so far.
   *
   * @param follows whether the trigger is one that follows jobs; the fields are checked in any case
   * @return empty if it does not, or is not valid, which the input then knows
   */
  static Optional<Schedule> read(
      JsonInput input, boolean follows, Optional<AfterJobsSchedule> current) {
    return new AfterJobsReader(input, current).read(follows);
  }

  private Optional<Schedule> read(boolean follows) {
    Optional<List<UUID>> former = ids(FORMER_JOBS);
    Optional<List<UUID>> given = ids(JOBS).or(() -> former);
    FollowCondition condition = condition();
    boolean all = input.flag("all").or(!current.map(AfterJobsSchedule::any).orElse(false), true);
    if (!follows) {
      return Optional.empty();
    }
    Optional<List<UUID>> jobs = given.or(() -> current.map(AfterJobsSchedule::jobs));
    if (jobs.isEmpty()) {
      input.violation(JOBS, message("api.trigger.jobsNeeded"));
    }
    return jobs.filter(ids -> !ids.isEmpty())
        .map(ids -> new AfterJobsSchedule(ids, condition, !all));
  }

  private FollowCondition condition() {
    FollowCondition former =
        input
            .choice("condition", FollowCondition.class)
            .or(
                current.map(AfterJobsSchedule::condition).orElse(FollowCondition.ON_SUCCESS),
                FollowCondition.ON_SUCCESS);
    return input
        .choice("on", FollowedEnd.class)
        .or(FollowedEnd.of(former), FollowedEnd.SUCCESS)
        .condition();
  }

  private Optional<List<UUID>> ids(String field) {
    return input.texts(field, MAX_JOBS, MAX_ID).value().map(texts -> ids(field, texts));
  }

  private List<UUID> ids(String field, List<String> texts) {
    if (texts.isEmpty()) {
      input.violation(field, message("api.trigger.jobsNeeded"));
    }
    List<UUID> ids = new ArrayList<>();
    for (String text : texts) {
      try {
        ids.add(UUID.fromString(text));
      } catch (IllegalArgumentException e) {
        input.violation(field, message("api.trigger.jobId", "given", text));
      }
    }
    return ids;
  }
}
