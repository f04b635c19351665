package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is refused of jobs, runs and the engine. */
public final class JobMessages {
  static final Area AREA = new Area("job");

  public static final MessageTemplate NO_RUN = AREA.text("noRun", "There is no run {run}");
  public static final MessageTemplate NO_NODE = AREA.text("noNode", "There is no node {node}");
  public static final MessageTemplate NO_JOB = AREA.text("noJob", "There is no job {job}");
  public static final MessageTemplate DISABLED =
      AREA.text("disabled", "The job '{job}' is disabled; enable it before running it");
  public static final MessageTemplate NO_SCRIPT =
      AREA.text("noScript", "The job '{job}' has no script that another text could replace");
  public static final MessageTemplate KEY_TAKEN =
      AREA.text("keyTaken", "The key '{key}' belongs to another job, {id}");
  public static final MessageTemplate CHANGED =
      AREA.text(
          "changed", "The job '{job}' was changed meanwhile: its version is {stored}, not {given}");
  public static final MessageTemplate NO_TASK =
      AREA.text("noTask", "The job '{job}' has no task; say what it runs with task(…)");
  public static final MessageTemplate SAME_TRIGGERS =
      AREA.text("sameTriggers", "Two triggers of the job '{job}' have the same id");
  public static final MessageTemplate FOLLOWER =
      AREA.text(
          "follower",
          "What follows a run starts when that has ended: it takes no instant, no unique key, no text "
              + "to try out, and is no service");
  public static final MessageTemplate IN_TRANSACTION =
      AREA.text(
          "inTransaction",
          "What is asked for in a transaction has no text to try out and is no service; ask for these "
              + "outside of it");
  public static final MessageTemplate FOLLOWS_NONE =
      AREA.text(
          "followsNone",
          "A trigger of the job '{job}' is to fire after the job {other}, which does not exist; save "
              + "that one first");
  public static final MessageTemplate FOLLOWS_ITSELF =
      AREA.text(
          "followsItself",
          "A trigger of the job '{job}' would make it follow itself without end: {way}; take one of "
              + "these triggers out");
  public static final MessageTemplate NEVER_DONE =
      AREA.text(
          "neverDone",
          "The job '{job}' is to be deleted when it is done, and has a trigger that fires again and "
              + "again; use Trigger.at(…) alone, or leave deleteWhenDone() out");
  public static final MessageTemplate DUPLICATE =
      AREA.text(
          "duplicate",
          "A run with the unique key '{key}' was asked for before: run {run}, at {since}; wait for "
              + "it, or ask with another key or policy");
  public static final MessageTemplate CLOSED =
      AREA.text("closed", "This Tempo is closed; what was asked for was not done");
  public static final MessageTemplate STORE_DOWN =
      AREA.text("storeDown", "The store does not work at the moment, nothing was done: {reason}");
  public static final MessageTemplate NO_LEADER =
      AREA.text("noLeader", "No node leads at the moment, nothing was done");
  public static final MessageTemplate LEADER_GONE =
      AREA.text(
          "leaderGone",
          "This node does not lead any more; whether what was asked was done is not known");
  public static final MessageTemplate STORE_FAILED =
      AREA.text("storeFailed", "The store failed: {reason}");
  public static final MessageTemplate END_BEFORE_START =
      AREA.text("endBeforeStart", "the end {end} lies before the start {start}");

  private JobMessages() {}
}
