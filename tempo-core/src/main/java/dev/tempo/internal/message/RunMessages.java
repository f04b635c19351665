package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** How runs end, and what Tempo writes into their logs. */
public final class RunMessages {
  static final Area AREA = new Area("run");

  public static final MessageTemplate EXIT_CODE =
      AREA.text("exitCode", "It exited with code {code}");
  public static final MessageTemplate SIGNAL = AREA.text("signal", "It was ended by {signal}");
  public static final MessageTemplate TIMEOUT =
      AREA.text(
          "timeout",
          "It ran longer than the job's time-out of {timeout}; raise timeout "
              + "(timeoutSeconds) if it needs more");
  public static final MessageTemplate GRACE =
      AREA.text(
          "handlerGrace",
          "{reason}; its handler did not end within the grace of {grace} after it was "
              + "interrupted");
  public static final MessageTemplate CANCELLED = AREA.text("cancelled", "Cancelled by {by}");
  public static final MessageTemplate SHUTDOWN = AREA.text("shutdown", "The engine was shut down");
  public static final MessageTemplate NOT_STARTED =
      AREA.text("notStarted", "It could not be started: {reason}");
  public static final MessageTemplate WAITED_FOR_STORE =
      AREA.text("waitedForStore", "It waited for the store, which did not answer: {reason}");
  public static final MessageTemplate NOT_TAKEN_OVER =
      AREA.text("notTakenOver", "It could not be taken over after a restart: {reason}");
  public static final MessageTemplate NOT_SEEN_THROUGH =
      AREA.text("notSeenThrough", "It could not be seen through: {reason}");
  public static final MessageTemplate STOPPED_UNSEEN =
      AREA.text("stoppedUnseen", "It could not be seen through");
  public static final MessageTemplate OUTPUT_UNREADABLE =
      AREA.text("outputUnreadable", "Its output could not be read: {reason}");
  public static final MessageTemplate NEVER_SEEN =
      AREA.text("neverSeen", "Tempo's process or the machine ended before the script was started");
  public static final MessageTemplate GONE =
      AREA.text(
          "gone",
          "It was started, and the directory of its process is gone: what became of it is"
              + " not known");
  public static final MessageTemplate HANDLER_ENDED =
      AREA.text("handlerEnded", "The process that ran its handler ended");
  public static final MessageTemplate JOB_DELETED_RUNNING =
      AREA.text(
          "jobDeletedRunning",
          "Its job was deleted while it ran, and then the process that ran it ended");
  public static final MessageTemplate JOB_CHANGED_UNSTARTED =
      AREA.text(
          "jobChanged",
          "Tempo's process ended before it was started, and its job was changed meanwhile");
  public static final MessageTemplate RESTORED =
      AREA.text(
          "restored", "It had not ended when the backup was made from which the data was restored");
  public static final MessageTemplate PASSED_OVER =
      AREA.text(
          "passedOver", "Passed over when the data was restored from a backup, which is older");
  public static final MessageTemplate NOTHING_FOLLOWS =
      AREA.text("nothingFollows", "What follows its end could not be decided: {problem}");
  public static final MessageTemplate ENDED_NOTHING_FOLLOWS =
      AREA.text(
          "endedNothingFollows", "{reason}; What follows its end could not be decided: {problem}");
  public static final MessageTemplate SKIPPED =
      AREA.text(
          "skipped", "Another run of the job had not ended, and the job's overlap policy is SKIP");
  public static final MessageTemplate COALESCED =
      AREA.text(
          "coalesced", "Another run of the job was already waiting; it stands for this one, too");
  public static final MessageTemplate REPLACED =
      AREA.text("replaced", "A newer run of the job replaced it (overlap policy REPLACE)");
  public static final MessageTemplate NOT_FOLLOWED =
      AREA.text(
          "notFollowed",
          "The run {run}, after which it was to come, ended with the status {status}");
  public static final MessageTemplate KEY_TAKEN =
      AREA.text("keyTaken", "another run with the key '{key}' has not ended");
  public static final MessageTemplate RATE =
      AREA.counted(
          "rate",
          "the queue '{queue}' starts {count} run within {per} at most, and the next one at {at}",
          "the queue '{queue}' starts {count} runs within {per} at most, and the next one at {at}");
  public static final MessageTemplate NO_LEADER =
      AREA.text("noLeader", "no node leads at the moment, and nothing starts until one does");
  public static final MessageTemplate ENGINE_STUCK =
      AREA.text("engineStuck", "the engine does not get on: {problem}");
  public static final MessageTemplate ALL_PAUSED =
      AREA.text("allPaused", "everything is paused, and nothing starts until it is resumed");
  public static final MessageTemplate AFTER_RUN =
      AREA.text("afterRun", "it comes after the run {run}, which has not ended");
  public static final MessageTemplate LATER =
      AREA.text("later", "its time has not come: it does not start before {at}");
  public static final MessageTemplate QUEUE_PAUSED =
      AREA.text("queuePaused", "its queue '{queue}' is paused");
  public static final MessageTemplate QUEUE_FULL =
      AREA.text("queueFull", "its queue '{queue}' is full: its limit is {limit} at once");
  public static final MessageTemplate OVERLAP =
      AREA.text(
          "overlap",
          "another run of its job has not ended, and the job's overlap policy is {policy}");
  public static final MessageTemplate UNIQUE_REPLACED =
      AREA.text("uniqueReplaced", "A later request with the unique key '{key}' took its place");
  public static final MessageTemplate NODES_FULL =
      AREA.text("nodesFull", "all nodes that could run it are full");
  public static final MessageTemplate NODES_UNHEARD =
      AREA.text("nodesUnheard", "all nodes that could run it have been silent for some seconds");
  public static final MessageTemplate NO_NODE =
      AREA.text("noNode", "no node that is up can run it; it needs {needs}");
  public static final MessageTemplate NODES_DRAINED =
      AREA.text("nodesDrained", "all nodes that could run it are drained");
  public static final MessageTemplate NO_LABEL =
      AREA.counted(
          "noLabel",
          "no node that is up has the label {labels}",
          "no node that is up has any of the {count} labels {labels}");
  public static final MessageTemplate OTHER_NODE =
      AREA.text("otherNode", "it is to run on the node '{node}' alone, which gets no runs");
  public static final MessageTemplate NODE_FENCED =
      AREA.text("nodeFenced", "Its node lost the connection to the store");
  public static final MessageTemplate NODE_SILENT =
      AREA.text("nodeSilent", "It was ended, as its node had not reached the store for too long");
  public static final MessageTemplate NODE_LOST =
      AREA.text("nodeLost", "The node that ran it was lost");
  public static final MessageTemplate BUILDING =
      AREA.text("building", "its environment is being built");
  public static final MessageTemplate JOB_DELETED = AREA.text("jobDeleted", "The job was deleted");
  public static final MessageTemplate SCRIPT_TAKEN =
      AREA.text("scriptTaken", "The job's script was taken away");
  public static final MessageTemplate JOB_DISABLED =
      AREA.text("jobDisabled", "The job was disabled");
  public static final MessageTemplate TRIGGER_DISABLED =
      AREA.text("triggerDisabled", "The trigger was disabled");
  public static final MessageTemplate TRIGGER_REMOVED =
      AREA.text("triggerRemoved", "The trigger was removed");
  public static final MessageTemplate SCHEDULE_CHANGED =
      AREA.text("scheduleChanged", "The trigger's schedule was changed");
  public static final MessageTemplate BEFORE_IT_COULD_START =
      AREA.text("beforeStart", "{reason} before the run could start");
  public static final MessageTemplate BEFORE_IT_FIRED =
      AREA.text("beforeFired", "{reason} before it fired");
  public static final MessageTemplate MISFIRED =
      AREA.text(
          "misfired",
          "{late} late, more than the trigger's grace of {grace}; its misfire policy is "
              + "{policy}");
  public static final MessageTemplate NO_HANDLER =
      AREA.text(
          "noHandler",
          "No handler named '{name}' is registered; register it with "
              + "Tempo.builder().handler(…). Registered: {names}");
  public static final MessageTemplate LOG_NOT_ENDED =
      AREA.text("logNotEnded", "its log could not be ended: {problem}");
  public static final MessageTemplate FAILED_LOG_NOT_ENDED =
      AREA.text("failedLogNotEnded", "{reason}; its log could not be ended: {problem}");
  public static final MessageTemplate HANDLER_DELAYED =
      AREA.text(
          "handlerDelayed",
          "Its handler has waited more than 5 s for a thread: others compute and hold all"
              + " cores. Give jobs that compute a queue of platform threads, as new "
              + "QueueSettings(name, limit, QueueSettings.Threads.PLATFORM)");
  public static final MessageTemplate LINES_MISSING =
      AREA.text(
          "linesMissing",
          "Lines may be missing: what carries the output was ended, as by a full disk.");
  public static final MessageTemplate LEFTOVERS =
      AREA.counted(
          "leftovers",
          "Ended a process that was left behind: {names}; \"leftovers\" decides",
          "Ended {count} processes that were left behind: {names}; \"leftovers\" decides");
  public static final MessageTemplate ENVIRONMENT_NOT_BUILT =
      AREA.text("environmentNotBuilt", "Its environment could not be built: {reason}");
  public static final MessageTemplate ENVIRONMENT_DELETED =
      AREA.text(
          "environmentDeleted",
          "Its environment was deleted while it waited; run it again, and it is built " + "anew");
  public static final MessageTemplate TRIED_TEXT_GONE =
      AREA.text("triedTextGone", "The text that it was to try out is gone");
  public static final MessageTemplate SCRIPTS_UNUSABLE =
      AREA.text("scriptsUnusable", "Scripts cannot be run: {reason}");
  public static final MessageTemplate DIRECTORY_IS_LINK =
      AREA.text(
          "directoryIsLink",
          "{path} is a symbolic link; the job's directory must lie below {root}");
  public static final MessageTemplate DIRECTORY_TAKEN =
      AREA.text(
          "directoryTaken",
          "{path} belongs to another job's scripts; give this job a key that is not below" + " it");
  public static final MessageTemplate DIRECTORY_NOT_CREATED =
      AREA.text("directoryNotCreated", "Cannot create the job's directory {path}");
  public static final MessageTemplate DIRECTORIES_NOT_APART =
      AREA.text("directoriesNotApart", "The directories of jobs cannot be kept apart");
  public static final MessageTemplate SCRIPT_NOT_WRITTEN =
      AREA.text("scriptNotWritten", "Cannot write the script {path}");
  public static final MessageTemplate SCRIPT_NOT_DELETED =
      AREA.text("scriptNotDeleted", "Cannot delete the script of the run {run}");
  public static final MessageTemplate SCRIPTS_DIRECTORY =
      AREA.text("scriptsDirectory", "Cannot create the directory for scripts {path}");
  public static final MessageTemplate NO_USER_LEFT =
      AREA.text(
          "noUserLeft",
          "No user is left for the job '{job}': all of {range} are given to jobs, and "
              + "none is given twice; widen the range (the setting runAsRange of a server)");
  public static final MessageTemplate USERS_UNREADABLE =
      AREA.text("usersUnreadable", "The users of jobs cannot be read from {path}");
  public static final MessageTemplate USER_NOT_WRITTEN =
      AREA.text("userNotWritten", "The user of the job cannot be written to {path}");
  public static final MessageTemplate USERS_DAMAGED =
      AREA.text(
          "usersDamaged", "{path} is damaged: '{line}' is no user and job; restore it from a copy");
  public static final MessageTemplate SECRETS_NOTE_UNREADABLE =
      AREA.text("secretsNoteUnreadable", "The note of secrets {path} cannot be read");
  public static final MessageTemplate SECRETS_NOTE_UNDELETED =
      AREA.text("secretsNoteNotDeleted", "The note of secrets {path} cannot be deleted");
  public static final MessageTemplate SECRETS_NOT_NOTED =
      AREA.text("secretsNotNoted", "The secrets of run {run} cannot be noted in {path}");
  public static final MessageTemplate SURROUNDINGS =
      AREA.text("surroundings", "What surrounds the run could not be found out: {reason}");
  public static final MessageTemplate ENCODING_LINE =
      AREA.text("encodingLine", "Line {line}: {problem}");

  private RunMessages() {}
}
