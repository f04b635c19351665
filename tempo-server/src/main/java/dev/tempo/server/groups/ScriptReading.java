package dev.tempo.server.groups;

import dev.tempo.message.Message;
import dev.tempo.python.InlineMetadata;
import dev.tempo.server.groups.discovery.FileStamp;
import dev.tempo.server.groups.discovery.GroupDirectory;
import dev.tempo.server.groups.metadata.DecodedScript;
import dev.tempo.server.groups.metadata.HeaderReader;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.groups.metadata.ScriptHeader;
import dev.tempo.server.http.problem.Strings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script as its file was read.
 *
 * @param text what it says; empty if it cannot be a script
 * @param found what it says of itself
 * @param refusal why it cannot be one
 */
record ScriptReading(
    Optional<String> text, ScriptRow.Found found, Optional<MetadataWarning> refusal) {
  private static final int MOST_SAID = 200;

  private static final int MAX_MEBIBYTES = 8; // what can be run where it lies
  private static final int MAX_BYTES = MAX_MEBIBYTES << 20;

  /** Reads a script; empty if its file is another one meanwhile. */
  static Optional<ScriptReading> of(GroupDirectory directory, String file, FileStamp stamp) {
    if (stamp.size() > MAX_BYTES) {
      return Optional.of(refused(file, stamp, GroupMessages.tooLarge(MAX_MEBIBYTES)));
    }
    return directory
        .read(file, stamp, MAX_BYTES)
        .map(
            content ->
                DecodedScript.isBinary(content)
                    ? refused(file, stamp, GroupMessages.binary())
                    : read(file, stamp, content));
  }

  private static ScriptReading refused(String file, FileStamp stamp, Message reason) {
    return new ScriptReading(
        Optional.empty(),
        new ScriptRow.Found(stamp, ScriptHeader.NONE, Optional.empty()),
        Optional.of(MetadataWarning.of(file, reason)));
  }

  private static ScriptReading read(String file, FileStamp stamp, byte[] content) {
    DecodedScript text = DecodedScript.of(file, content);
    ScriptHeader header = HeaderReader.read(file, text.text());
    List<MetadataWarning> warnings = new ArrayList<>(text.warnings());
    if (content.length == 0) {
      warnings.add(MetadataWarning.of(file, GroupMessages.empty()));
    }
    warnings.addAll(header.warnings());
    Optional<List<String>> inline =
        file.endsWith(".py") ? inline(file, text.text(), warnings) : Optional.empty();
    return new ScriptReading(
        Optional.of(text.text()),
        new ScriptRow.Found(stamp, new ScriptHeader(header.layer(), warnings), inline),
        Optional.empty());
  }

  private static Optional<List<String>> inline(
      String file, String text, List<MetadataWarning> warnings) {
    try {
      return InlineMetadata.read(text).map(InlineMetadata::dependencies);
    } catch (IllegalArgumentException e) {
      String problem = Strings.shorten(String.valueOf(e.getMessage()), MOST_SAID);
      warnings.add(MetadataWarning.of(file, "requirements", GroupMessages.badInline(problem)));
      return Optional.empty();
    }
  }
}
