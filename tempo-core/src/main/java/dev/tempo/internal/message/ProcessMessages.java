package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of processes: why they could not be started, and what ended them. */
public final class ProcessMessages {
  static final Area AREA = new Area("process");

  public static final MessageTemplate MEMORY =
      AREA.text(
          "memoryExceeded",
          "memory limit of {limit} exceeded by {excess}: {processes} processes used "
              + "{used}; raise limits.memoryBytes");
  public static final MessageTemplate MEMORY_KERNEL =
      AREA.text(
          "memoryKernel",
          "memory limit of {limit} reached: ended by the kernel; raise limits.memoryBytes");
  public static final MessageTemplate PROCESSES =
      AREA.text(
          "processesExceeded",
          "process limit of {limit} exceeded by {excess}: there were {processes}; raise "
              + "limits.processes");
  public static final MessageTemplate PROCESSES_REFUSED =
      AREA.text(
          "processesRefused",
          "process limit of {limit} reached: {refused} processes were refused; raise "
              + "limits.processes");
  public static final MessageTemplate CPU =
      AREA.text(
          "cpuExceeded",
          "CPU limit of {limit} exceeded by {excess}: the mean over {window} was {used}; "
              + "raise limits.cpuPercent");
  public static final MessageTemplate OUTPUT =
      AREA.text(
          "outputExceeded",
          "output limit of {limit} exceeded by {excess}; raise limits.outputBytes");
  public static final MessageTemplate NOT_STARTED =
      AREA.text("notStarted", "{command} could not be started: {reason}");
  public static final MessageTemplate ID_USED =
      AREA.text("idUsed", "id {id} was used before: {path}");
  public static final MessageTemplate DIRECTORY_NOT_MADE =
      AREA.text("directoryNotMade", "run directory {path} cannot be made: {reason}");
  public static final MessageTemplate NO_SESSIONS =
      AREA.text("noSessions", "without sessions nothing can be run as {account}");
  public static final MessageTemplate NO_WORKING_DIRECTORY =
      AREA.text(
          "noWorkingDirectory", "working directory {path} does not exist or may not be entered");
  public static final MessageTemplate NO_COMMAND =
      AREA.text("noCommand", "command {command} does not exist");
  public static final MessageTemplate NOT_EXECUTABLE =
      AREA.text("notExecutable", "command {command} is not executable");
  public static final MessageTemplate NOT_IN_PATH =
      AREA.text("notInPath", "command {command} was not found in PATH ({path})");
  public static final MessageTemplate TIME_LIMIT =
      AREA.text("timeLimit", "time limit of {timeout}");
  public static final MessageTemplate NOT_SUPERVISED =
      AREA.text("notSupervised", "It could not be supervised: {reason}");
  public static final MessageTemplate CLOSED =
      AREA.text("closed", "the supervisor was closed; the process lives");
  public static final MessageTemplate EXIT_UNKNOWN =
      AREA.text(
          "exitUnknown",
          "the exit code is not known: the wrapper ended with status {code} and did not "
              + "note it");
  public static final MessageTemplate WRAPPER_KILLED =
      AREA.text("wrapperKilled", "the exit code is not known: the wrapper was killed");
  public static final MessageTemplate FILES_UNREADABLE =
      AREA.text("filesUnreadable", "its files in {path} cannot be read: {reason}");
  public static final MessageTemplate NEVER_STARTED =
      AREA.text("neverStarted", "it was never started");
  public static final MessageTemplate END_UNKNOWN =
      AREA.text("endUnknown", "its processes are gone, and it is not known how the command ended");
  public static final MessageTemplate DISK_NEARLY_FULL =
      AREA.text(
          "diskNearlyFull",
          "The disk of {path} is nearly full: output waits until more than {size} are "
              + "free (diskReserve)");
  public static final MessageTemplate DIRECTORY_UNUSABLE =
      AREA.text("directoryUnusable", "directory {path} cannot be used: {reason}");
  public static final MessageTemplate NOT_ROOT =
      AREA.text(
          "notRoot",
          "only root can run commands as {account}, and this is {user}; start it by root,"
              + " or name no account");
  public static final MessageTemplate IS_ROOT =
      AREA.text("isRoot", "{account} is root itself; name an account without its rights");
  public static final MessageTemplate CANNOT_CHANGE =
      AREA.text("cannotChange", "nothing here can change to the account {account}: {reason}");
  public static final MessageTemplate NO_ACCOUNT =
      AREA.text("noAccount", "there is no account named {account} on this system");
  public static final MessageTemplate ACCOUNT_UNUSABLE =
      AREA.text("accountUnusable", "nothing can run as {account}: {reason}");
  public static final MessageTemplate SETPRIV =
      AREA.text("setpriv", "setpriv cannot change to the user {user} here: {reason}");
  public static final MessageTemplate USERS_TAKEN_BY_ACCOUNT =
      AREA.text(
          "usersTakenByAccount",
          "the users {range} must be nobody's, but {user} is the account {account}; "
              + "choose others");
  public static final MessageTemplate USERS_SET_ASIDE =
      AREA.text(
          "usersSetAside",
          "the users {range} must be nobody's, but /etc/subuid sets some aside for "
              + "{account}; choose others");
  public static final MessageTemplate UNREADABLE =
      AREA.text("unreadable", "{path} cannot be read: {reason}");
  public static final MessageTemplate UNWRITABLE =
      AREA.text("unwritable", "{path} cannot be written: {reason}");
  public static final MessageTemplate ACCOUNT_CANNOT_READ =
      AREA.text(
          "accountCannotRead",
          "{account} cannot read what is written to {path} ({reason}); let others enter "
              + "it and all directories above it (chmod o+x), and start with a umask of 022");
  public static final MessageTemplate NOT_OPENED_TO =
      AREA.text("notOpenedTo", "{path} cannot be opened to {account}: {reason}");

  private ProcessMessages() {}
}
