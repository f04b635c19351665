package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** Why a job did or did not run. */
public final class ExplainMessages {
  static final Area AREA = new Area("explain");

  public static final MessageTemplate ON_EXCLUDED_DAY =
      AREA.text("onExcludedDay", "{day} is a day of the calendar '{calendar}', which is left out");
  public static final MessageTemplate ON_NO_DAY =
      AREA.text("onNoDay", "{day} is a day of none of these calendars: {calendars}");
  public static final MessageTemplate HELD = AREA.text("held", "It waits since {since}: {reason}");
  public static final MessageTemplate QUEUED =
      AREA.counted(
          "queued",
          "It waits in the queue '{queue}' since {since}; {count} run is before it",
          "It waits in the queue '{queue}' since {since}; {count} runs are before it");
  public static final MessageTemplate QUEUED_WITH_PRIORITY =
      AREA.counted(
          "queuedWithPriority",
          "It waits in the queue '{queue}' since {since} with the priority {priority}; {count} "
              + "run is before it",
          "It waits in the queue '{queue}' since {since} with the priority {priority}; {count} "
              + "runs are before it");
  public static final MessageTemplate QUEUED_BECAUSE =
      AREA.counted(
          "queuedBecause",
          "It waits in the queue '{queue}' since {since}; {count} run is before it; {reason}",
          "It waits in the queue '{queue}' since {since}; {count} runs are before it; {reason}");
  public static final MessageTemplate QUEUED_WITH_PRIORITY_BECAUSE =
      AREA.counted(
          "queuedWithPriorityBecause",
          "It waits in the queue '{queue}' since {since} with the priority {priority}; {count} "
              + "run is before it; {reason}",
          "It waits in the queue '{queue}' since {since} with the priority {priority}; {count} "
              + "runs are before it; {reason}");
  public static final MessageTemplate AFTER_RUN =
      AREA.text("afterRun", "It waits for the end of the run {run}, after which it comes");
  public static final MessageTemplate AFTER_JOBS =
      AREA.text(
          "afterJobs",
          "It fires after runs of other jobs: {jobs}; of these have ended since it fired last: "
              + "{arrived}");
  public static final MessageTemplate AFTER_ANY_JOB =
      AREA.text("afterAnyJob", "It fires after each run of any of these jobs: {jobs}");
  public static final MessageTemplate NO_JOB_YET = AREA.text("noJobYet", "none");
  public static final MessageTemplate JOB_GONE = AREA.text("jobGone", "{job}, which is gone");
  public static final MessageTemplate LATER =
      AREA.text("later", "It waits for its time, and does not start before {at}");
  public static final MessageTemplate NOT_STARTED =
      AREA.text("notStarted", "It did not start, and is {status}");
  public static final MessageTemplate NOT_STARTED_BECAUSE =
      AREA.text("notStartedBecause", "It did not start, and is {status}: {reason}");
  public static final MessageTemplate STARTED =
      AREA.text("started", "It started at {at}, and is {status}");
  public static final MessageTemplate STARTED_BECAUSE =
      AREA.text("startedBecause", "It started at {at}, and is {status}: {reason}");
  public static final MessageTemplate FIRED_LATE =
      AREA.text("firedLate", "It started at {at}, fired {late} late, and is {status}");
  public static final MessageTemplate FIRED_LATE_BECAUSE =
      AREA.text(
          "firedLateBecause", "It started at {at}, fired {late} late, and is {status}: {reason}");
  public static final MessageTemplate WAITED =
      AREA.text(
          "waited", "It started at {at}, after {waited} in the queue '{queue}', and is {status}");
  public static final MessageTemplate WAITED_BECAUSE =
      AREA.text(
          "waitedBecause",
          "It started at {at}, after {waited} in the queue '{queue}', and is {status}: "
              + "{reason}");
  public static final MessageTemplate LATE_AND_WAITED =
      AREA.text(
          "lateAndWaited",
          "It started at {at}, fired {late} late, after {waited} in the queue '{queue}', "
              + "and is {status}");
  public static final MessageTemplate LATE_AND_WAITED_BECAUSE =
      AREA.text(
          "lateAndWaitedBecause",
          "It started at {at}, fired {late} late, after {waited} in the queue '{queue}', "
              + "and is {status}: {reason}");
  public static final MessageTemplate FIRES_AT = AREA.text("firesAt", "It fires at {at}");
  public static final MessageTemplate DUE =
      AREA.text(
          "due", "It is due since {since} and is dealt with as soon as the engine fires again");
  public static final MessageTemplate ONE_OF =
      AREA.text("oneOf", "{reason} (one of {number} from {from} to {to})");
  public static final MessageTemplate AT_START =
      AREA.text("atStart", "It fires when the engine starts, not by the clock");
  public static final MessageTemplate CLOCK_SET_BACK =
      AREA.text(
          "clockSetBack",
          "The clock was ahead of it before and was set back; the trigger is next due at "
              + "{next}");
  public static final MessageTemplate NOTHING_RECORDED =
      AREA.text(
          "nothingRecorded",
          "Nothing was recorded: the trigger was not there or was disabled then, or the "
              + "run was deleted since");
  public static final MessageTemplate TRIGGER_DISABLED =
      AREA.text("triggerDisabled", "The trigger is disabled");
  public static final MessageTemplate JOB_DISABLED =
      AREA.text("jobDisabled", "The job is disabled");
  public static final MessageTemplate AFTER_LAST_RUN_NEXT =
      AREA.text("afterLastRunNext", "It is due after the end of its last run: next at {next}");
  public static final MessageTemplate AFTER_LAST_RUN_RUNNING =
      AREA.text(
          "afterLastRunRunning",
          "It is due after the end of its last run: run {run} has not ended");
  public static final MessageTemplate AFTER_LAST_RUN_QUEUED =
      AREA.text(
          "afterLastRunQueued",
          "It is due after the end of its last run: run {run} has not started");
  public static final MessageTemplate AFTER_LAST_RUN_DELAYED =
      AREA.text(
          "afterLastRunDelayed",
          "It is due after the end of its last run: run {run} has not started, and is "
              + "tried again at {next}");
  public static final MessageTemplate AFTER_LAST_RUN_NONE =
      AREA.text(
          "afterLastRunNone", "It is due after the end of its last run: there is none any more");
  public static final MessageTemplate NOT_NAMED =
      AREA.text(
          "notNamed",
          "The schedule does not name this instant; the one before is {before}, the one "
              + "after {after}");
  public static final MessageTemplate NEVER = AREA.text("never", "never");
  public static final MessageTemplate NO_TIME = AREA.text("noTime", "no time");

  public static final MessageTemplate STATUS_QUEUED = AREA.text("status.queued", "queued");
  public static final MessageTemplate STATUS_RUNNING = AREA.text("status.running", "running");
  public static final MessageTemplate STATUS_SUCCESS = AREA.text("status.success", "success");
  public static final MessageTemplate STATUS_FAILURE = AREA.text("status.failure", "failure");
  public static final MessageTemplate STATUS_TIMEOUT = AREA.text("status.timeout", "timeout");
  public static final MessageTemplate STATUS_CANCELLED = AREA.text("status.cancelled", "cancelled");
  public static final MessageTemplate STATUS_SKIPPED = AREA.text("status.skipped", "skipped");
  public static final MessageTemplate STATUS_LOST = AREA.text("status.lost", "lost");

  private ExplainMessages() {}
}
