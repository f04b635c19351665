package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What a refusal is about, where it is more than the name of a setting. */
public final class SubjectMessages {
  static final Area AREA = new Area("subject");

  public static final MessageTemplate NAME = AREA.text("name", "A name");
  public static final MessageTemplate REQUIREMENT = AREA.text("requirement", "A requirement");
  public static final MessageTemplate VALUE_OF = AREA.text("valueOf", "The value of '{name}'");
  public static final MessageTemplate VARIABLE_NAME =
      AREA.text("variableName", "An environment variable's name");
  public static final MessageTemplate VARIABLE =
      AREA.text("variable", "environment variable {name}");
  public static final MessageTemplate HANDLER_NAME = AREA.text("handlerName", "A handler's name");
  public static final MessageTemplate COMMAND_PART =
      AREA.text("commandPart", "A part of a command");
  public static final MessageTemplate PARAMETER_NAME =
      AREA.text("parameterName", "A parameter's name");
  public static final MessageTemplate QUEUE_NAME = AREA.text("queueName", "A queue's name");
  public static final MessageTemplate SECRET_VALUE =
      AREA.text("secretValue", "The value of a secret");
  public static final MessageTemplate JOB_NAME = AREA.text("jobName", "A job's name");
  public static final MessageTemplate JOB_KEY = AREA.text("jobKey", "A job's key");
  public static final MessageTemplate INDEX_URL = AREA.text("indexUrl", "The index URL");
  public static final MessageTemplate EXTRA_INDEX_URL =
      AREA.text("extraIndexUrl", "The extra index URL");
  public static final MessageTemplate PROXY = AREA.text("proxy", "The proxy");
  public static final MessageTemplate WHEELS = AREA.text("wheels", "The place of wheels");
  public static final MessageTemplate ARGUMENT = AREA.text("argument", "argument");
  public static final MessageTemplate DAY = AREA.text("day", "a day");
  public static final MessageTemplate INSTANT = AREA.text("instant", "an instant");

  private SubjectMessages() {}

  /** The message that reads so, else the text itself: the name of a setting. */
  public static Object of(String english) {
    return AREA.templates().stream()
        .flatMap(template -> template.match(english).stream())
        .findFirst()
        .<Object>map(message -> message)
        .orElse(english);
  }
}
