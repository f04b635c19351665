package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What may be wrong with the engine. */
public final class HealthMessages {
  static final Area AREA = new Area("health");

  public static final MessageTemplate THREAD_ENDED =
      AREA.text("threadEnded", "The engine's thread has ended");
  public static final MessageTemplate LONG_TURN =
      AREA.text("longTurn", "The engine has been at one turn for {time}");
  public static final MessageTemplate FAILING_TURNS =
      AREA.text(
          "failingTurns", "The last {number} turns of the engine failed, the newest by: {reason}");
  public static final MessageTemplate DIRECTORY_GONE =
      AREA.text("directoryGone", "The work directory {path} is not there any more");
  public static final MessageTemplate LISTENERS =
      AREA.text("listeners", "Listeners that fell too far behind and get no more events: {number}");
  public static final MessageTemplate STORE_SLOW =
      AREA.text("storeSlow", "It has not done a write for {time}");
  public static final MessageTemplate INTERRUPTED =
      AREA.text("interrupted", "Whoever asked was interrupted");
  public static final MessageTemplate SUPERVISOR_STOPPED =
      AREA.text("supervisorStopped", "The thread that supervises processes does not run");
  public static final MessageTemplate SUPERVISOR_SLOW =
      AREA.text("supervisorSlow", "No process has been supervised for {time}");
  public static final MessageTemplate SUPERVISOR_FAILS =
      AREA.text("supervisorFails", "Processes cannot be supervised: it fails again and again");
  public static final MessageTemplate LOGS_SLOW =
      AREA.text("logsSlow", "What runs print has not been read for {time}");
  public static final MessageTemplate NO_MEMBER =
      AREA.text("noMember", "This is none of the nodes at the moment: {reason}");
  public static final MessageTemplate NAME_TAKEN =
      AREA.text(
          "nameTaken",
          "another node with the name '{name}' is up; give each node a name of its own");
  public static final MessageTemplate NOT_JOINED = AREA.text("notJoined", "it has not joined yet");

  private HealthMessages() {}
}
