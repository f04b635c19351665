package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of interpreters, scripts and their environments. */
public final class PythonMessages {
  static final Area AREA = new Area("python");

  public static final MessageTemplate NO_INTERPRETER =
      AREA.text(
          "noInterpreter",
          "No interpreter python{version} was found on this machine (found: {found}); "
              + "install it, or choose another version");
  public static final MessageTemplate NO_INTERPRETER_AT_ALL =
      AREA.text(
          "noInterpreterAtAll",
          "No interpreter python{version} was found on this machine (found: none); "
              + "install it, or choose another version");
  public static final MessageTemplate CONDA_OFF =
      AREA.text("condaOff", "The conda environment '{name}' cannot be used: conda is switched off");
  public static final MessageTemplate CONDA_WITHOUT_PYTHON =
      AREA.text(
          "condaWithoutPython",
          "The conda environment '{name}' has no Python; install one with conda install "
              + "-p {path} python");
  public static final MessageTemplate NO_CONDA =
      AREA.text(
          "noCondaEnvironment",
          "There is no conda environment '{name}' (there are: {found}); create it, or "
              + "choose another one");
  public static final MessageTemplate NO_CONDA_AT_ALL =
      AREA.text(
          "noCondaEnvironmentAtAll",
          "There is no conda environment '{name}' (there are: none); create it, or choose"
              + " another one");
  public static final MessageTemplate CANNOT_BE_USED =
      AREA.text("cannotBeUsed", "{python} cannot be used");
  public static final MessageTemplate NO_PYTHON_JOB =
      AREA.text("noPythonJob", "The job '{job}' runs no Python");
  public static final MessageTemplate VERSION_FORM =
      AREA.text("versionForm", "'{given}' is not a version: write it as 3, 3.12 or 3.12.1");
  public static final MessageTemplate NO_VERSION =
      AREA.text("noVersion", "'{given}' is not a version such as 3.12.1");
  public static final MessageTemplate RANGE_FORM =
      AREA.text("rangeForm", "requires-python: '{given}' is not understood; write it as >=3.11");
  public static final MessageTemplate SEVERAL_BLOCKS =
      AREA.text(
          "severalBlocks", "The script has {blocks} '# /// script' blocks; PEP 723 allows one");
  public static final MessageTemplate METADATA_LINE =
      AREA.text("metadataLine", "In line {line} of the script's metadata: {problem}");
  public static final MessageTemplate REQUIRES_PYTHON =
      AREA.text(
          "requiresPython", "'requires-python' must be a text such as \">=3.11\", not {kind}");
  public static final MessageTemplate DEPENDENCIES =
      AREA.text(
          "dependencies",
          "'dependencies' must be a list of texts such as [\"requests\"], not {kind}");
  public static final MessageTemplate DEPENDENCY =
      AREA.text(
          "dependency",
          "Element {position} of 'dependencies' is {kind}; it must be a text such as "
              + "\"requests<3\"");
  public static final MessageTemplate KIND_TEXT = AREA.text("kind.text", "a text");
  public static final MessageTemplate KIND_NUMBER = AREA.text("kind.number", "the number {given}");
  public static final MessageTemplate KIND_TIME =
      AREA.text("kind.time", "the date or time {given}");
  public static final MessageTemplate KIND_LIST = AREA.text("kind.list", "a list");
  public static final MessageTemplate KIND_TABLE = AREA.text("kind.table", "a table");
  public static final MessageTemplate SCRIPT_TOO_LONG =
      AREA.text("scriptTooLong", "The script has more than {max} bytes");
  public static final MessageTemplate CANNOT_START =
      AREA.text("cannotStart", "{python} cannot be started: {reason}");
  public static final MessageTemplate PARSER_TIMEOUT =
      AREA.text("parserTimeout", "The parser did not come to an end within {limit} ms");
  public static final MessageTemplate PARSER_BROKE =
      AREA.text("parserBroke", "The parser broke down over it; it may be nested too deeply");
  public static final MessageTemplate CHECK_INTERRUPTED =
      AREA.text("checkInterrupted", "The check was interrupted");
  public static final MessageTemplate ENCODING_UNKNOWN =
      AREA.text(
          "encodingUnknown",
          "The encoding '{encoding}' is not known here; declare utf-8, or nothing");
  public static final MessageTemplate ENCODING_MARK =
      AREA.text(
          "encodingMark",
          "The encoding '{encoding}' is not that of the byte-order mark before it; "
              + "declare utf-8, or nothing");
  public static final MessageTemplate ENCODING_LETTERS =
      AREA.text(
          "encodingLetters",
          "The encoding '{encoding}' has no place for all letters of the script; declare "
              + "utf-8, or nothing");

  public static final MessageTemplate PROBE_TIMEOUT =
      AREA.text("probe.timeout", "It did not answer within {limit}");
  public static final MessageTemplate PROBE_EXIT =
      AREA.text("probe.exit", "It exited with code {code}: {output}");
  public static final MessageTemplate PROBE_NO_VERSION =
      AREA.text("probe.noVersion", "It did not tell a Python version");
  public static final MessageTemplate PROBE_OLD =
      AREA.text("probe.old", "It is Python {version}; Tempo needs {oldest} or newer");
  public static final MessageTemplate PROBE_VIRTUAL =
      AREA.text("probe.virtual", "It is a virtual environment of {path}, whose own Python is used");
  public static final MessageTemplate PROBE_NO_VENV =
      AREA.text("probe.noVenv", "It lacks the module 'venv'; install its venv package");
  public static final MessageTemplate SKIPPED_SAME =
      AREA.text("skipped.same", "It stands for {path}, which is used directly");
  public static final MessageTemplate PYENV_BROKEN =
      AREA.text(
          "skipped.pyenvBroken", "It is a broken pyenv shim: no installed version has {program}");
  public static final MessageTemplate PYENV =
      AREA.text(
          "skipped.pyenv",
          "It is a pyenv shim, which works only while pyenv selects one of {versions}; "
              + "what it stands for is used directly");

  public static final MessageTemplate HEALTH_NO_ENVIRONMENT =
      AREA.text("health.noEnvironment", "There is no environment");
  public static final MessageTemplate HEALTH_NO_CONDA =
      AREA.text("health.noConda", "{path} is gone or is no conda environment any more");
  public static final MessageTemplate HEALTH_CONDA_NO_PYTHON =
      AREA.text(
          "health.condaNoPython",
          "It has no Python; install one with conda install -p {path} python");
  public static final MessageTemplate HEALTH_PYTHON_GONE =
      AREA.text("health.pythonGone", "{path} is gone or cannot be executed");
  public static final MessageTemplate HEALTH_INTERPRETER_GONE =
      AREA.text("health.interpreterGone", "{python} is gone");
  public static final MessageTemplate HEALTH_NOT_RUNNING =
      AREA.text("health.notRunning", "Its Python does not run: {output}");
  public static final MessageTemplate HEALTH_OTHER_VERSION =
      AREA.text("health.otherVersion", "Its Python is {version}, but conda installed {installed}");
  public static final MessageTemplate HEALTH_UNREADABLE =
      AREA.text("health.unreadable", "It cannot be looked at: {reason}");
  public static final MessageTemplate HEALTH_PACKAGE_GONE =
      AREA.text("health.packageGone", "{package} was installed and is gone or changed");
  public static final MessageTemplate HEALTH_PACKAGE_ADDED =
      AREA.text("health.packageAdded", "{package} was added to it");
  public static final MessageTemplate LINK_TAKEN =
      AREA.text(
          "linkTaken", "{path} is there already and is not a link of Tempo; it is left alone");

  public static final MessageTemplate BUILD_CANCELLED =
      AREA.text("build.cancelled", "The build was cancelled");
  public static final MessageTemplate BUILD_NOT_USED =
      AREA.text("build.notUsed", "It cannot be put to use: {reason}");
  public static final MessageTemplate BUILD_NOT_COPIED =
      AREA.text("build.notCopied", "The equal environment {path} cannot be copied: {reason}");
  public static final MessageTemplate BUILD_NOT_WRITTEN =
      AREA.text("build.notWritten", "It cannot be written: {reason}");
  public static final MessageTemplate INSTALLER_CODE =
      AREA.text("build.installerCode", "The installer ended with code {code} and said nothing");
  public static final MessageTemplate INSTALLER_SIGNAL =
      AREA.text("build.installerSignal", "The installer ended with {signal} and said nothing");
  public static final MessageTemplate ENVIRONMENT_NAME =
      AREA.text(
          "environmentName",
          "'{given}' cannot name an environment: use up to 100 letters, digits, '.', '_',"
              + " '-'");
  public static final MessageTemplate NOT_PINNED =
      AREA.text("notPinned", "The environment of {job} cannot be pinned");
  public static final MessageTemplate NOT_REMOVED =
      AREA.text("notRemoved", "The environment of {job} cannot be removed");
  public static final MessageTemplate LINK_NOT_NOTED =
      AREA.text("linkNotNoted", "The link for {job} cannot be noted");
  public static final MessageTemplate CONDA_VARIABLES =
      AREA.text("condaVariables", "The variables of {path} cannot be read: {reason}");
  public static final MessageTemplate CONDA_SCRIPTS =
      AREA.text("condaScripts", "The scripts of {path} cannot be listed");
  public static final MessageTemplate DIRECTORY_IN_USE =
      AREA.text("directoryInUse", "Another manager uses the environments in {path}");

  public static final MessageTemplate USES_CONDA =
      AREA.text(
          "uses.conda", "Python {version} of the conda environment '{environment}' ({directory})");
  public static final MessageTemplate USES_GROUP_CONDA =
      AREA.text(
          "uses.groupConda",
          "Python {version} of the conda environment '{environment}' of its group ({directory})");
  public static final MessageTemplate USES_BASE =
      AREA.text("uses.base", "Python {version} of conda's base environment ({directory})");
  public static final MessageTemplate USES_ENVIRONMENT =
      AREA.text(
          "uses.environment",
          "Python {version} of its own environment, build {build} ({directory})");
  public static final MessageTemplate USES_INTERPRETER =
      AREA.text("uses.interpreter", "Python {version} without an environment ({file})");
  public static final MessageTemplate CONDA_FALLBACK =
      AREA.text(
          "condaFallback",
          "The conda environment '{environment}' cannot be used, so the run goes on without it, as"
              + " the settings allow: {reason}");
  public static final MessageTemplate CONDA_AS_IT_IS =
      AREA.text(
          "condaAsItIs",
          "The job's requirements were not installed: it runs in the conda environment"
              + " '{environment}', which is used as it is");
  public static final MessageTemplate PREVIOUS_ENVIRONMENT =
      AREA.text(
          "previousEnvironment",
          "The environment that the job asks for could not be built; this run uses the one of"
              + " {builtAt}. {reason}");

  private PythonMessages() {}
}
