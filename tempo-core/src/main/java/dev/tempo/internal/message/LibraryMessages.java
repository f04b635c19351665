package dev.tempo.internal.message;

import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplates;
import dev.tempo.message.MessageTemplates.Area;
import java.util.List;

/** All that the library says to people. */
public final class LibraryMessages {
  private static final List<Area> AREAS =
      List.of(
          CronMessages.AREA,
          DurationMessages.AREA,
          ExplainMessages.AREA,
          HealthMessages.AREA,
          JobMessages.AREA,
          LogMessages.AREA,
          ProcessMessages.AREA,
          PythonMessages.AREA,
          RequirementMessages.AREA,
          RunMessages.AREA,
          ScriptMessages.AREA,
          SecretMessages.AREA,
          ShebangMessages.AREA,
          SubjectMessages.AREA,
          SyntaxMessages.AREA,
          UnitMessages.AREA,
          ValueMessages.AREA,
          WebAppMessages.AREA);

  /** Of all areas. */
  public static final MessageTemplates ALL =
      MessageTemplates.of(AREAS.stream().flatMap(area -> area.templates().stream()).toList());

  private LibraryMessages() {}

  /** What was said in English: the message that it was if Tempo has said it, else the text. */
  public static Object said(String english) {
    return ALL.recognise(english).<Object>map(message -> message).orElse(english);
  }

  /** As {@link #said}, as a message in any case. */
  public static Message message(String english) {
    return ALL.recognise(english).orElseGet(() -> Message.of("asItIs", "{text}", "text", english));
  }
}
