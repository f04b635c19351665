package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files of JSON of a group: {@value #GROUP}, about the group, and {@value #SCRIPTS},
 * about its scripts. Every text that is for people may be a text, or an object of texts by
 * language.
 */
public final class MetadataFile {
  /** What the group says of itself, below its directory. */
  public static final String GROUP = "metadata.json";

  /** What it says of its scripts. */
  public static final String SCRIPTS = "scripts/script_metadata.json";

  /** How large they may be. */
  public static final int MAX_BYTES = 2 << 20;

  private static final int MAX_NAME = 100;
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_SECONDS = 31_536_000;

  private MetadataFile() {}

  /**
   * What was read of a group.
   *
   * @param metadata what it says; empty if the file is no JSON object
   * @param warnings what is wrong with it
   */
  public record GroupFile(Optional<GroupMetadata> metadata, List<MetadataWarning> warnings) {
    /** Copies the list. */
    public GroupFile {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What was read of scripts.
   *
   * @param scripts by the names of their files, with what is wrong about each; empty if the file is
   *     no JSON object
   * @param warnings what else is wrong with it
   */
  public record ScriptsFile(
      Optional<Map<String, ScriptHeader>> scripts, List<MetadataWarning> warnings) {
    /** Copies the list. */
    public ScriptsFile {
      warnings = List.copyOf(warnings);
    }
  }

  /** Reads {@value #GROUP}. */
  public static GroupFile group(byte[] content) {
    WarningList warnings = new WarningList(GROUP);
    Optional<GroupMetadata> read =
        document(GROUP, content, warnings).map(object -> group(object, warnings));
    return new GroupFile(read, warnings.all());
  }

  /** Reads {@value #SCRIPTS}. */
  public static ScriptsFile scripts(byte[] content) {
    WarningList warnings = new WarningList(SCRIPTS);
    Optional<Map<String, ScriptHeader>> read =
        document(SCRIPTS, content, warnings).map(object -> scripts(object, warnings));
    return new ScriptsFile(read, warnings.all());
  }

  /**
   * Reads fields that somebody has typed, as those of a file are read.
   *
   * @param fields by their names in the API
   */
  public static ScriptHeader typed(String file, JsonNode fields) {
    WarningList warnings = new WarningList(file);
    Optional<Located> object =
        LocatedJson.read(fields.toString(), 1, Optional.empty(), warnings)
            .filter(read -> read.node().isObject());
    MetadataLayer layer = object.map(read -> layer(read, warnings)).orElse(MetadataLayer.EMPTY);
    return new ScriptHeader(layer, warnings.all());
  }

  private static Optional<Located> document(String file, byte[] content, WarningList warnings) {
    DecodedScript text = DecodedScript.of(file, content);
    text.warnings().forEach(warnings::add);
    Optional<Located> read = LocatedJson.read(text.text(), 1, Optional.empty(), warnings);
    if (read.isPresent() && !read.get().node().isObject()) {
      warnings.add(read.get().line(), MetadataMessages.notObject());
      return Optional.empty();
    }
    return read;
  }

  private static Map<String, ScriptHeader> scripts(Located object, WarningList warnings) {
    Map<String, ScriptHeader> scripts = new LinkedHashMap<>();
    object
        .fields()
        .forEach(
            (file, value) -> {
              if (value.node().isObject()) {
                WarningList own = new WarningList(SCRIPTS);
                scripts.put(file, new ScriptHeader(layer(value, own), own.all()));
              } else {
                warnings.add(value.line(), LenientText.shown(file), MetadataMessages.notObject());
              }
            });
    return scripts;
  }

  private static MetadataLayer layer(Located object, WarningList warnings) {
    FieldReader reader = new FieldReader(warnings);
    Map<MetadataField, JsonNode> values = new EnumMap<>(MetadataField.class);
    object
        .fields()
        .forEach(
            (name, value) ->
                MetadataField.inFile(name)
                    .ifPresentOrElse(
                        field ->
                            reader.read(field, value).ifPresent(read -> values.put(field, read)),
                        () -> unknown(name, value, warnings)));
    return new MetadataLayer(values);
  }

  private static GroupMetadata group(Located object, WarningList warnings) {
    GroupFields fields = new GroupFields(warnings);
    object.fields().forEach(fields::read);
    return fields.metadata();
  }

  private static void unknown(String name, Located value, WarningList warnings) {
    warnings.add(value.line(), LenientText.shown(name), MetadataMessages.unknownField());
  }

  /** The fields of a group, one after the other. */
  private static final class GroupFields {
    private final WarningList warnings;
    private final FieldReader reader;
    private Map<String, String> names = Map.of();
    private Map<String, String> descriptions = Map.of();
    private String icon = GroupMetadata.DEFAULT_ICON;
    private String category = "";
    private boolean autoDiscovery = true;
    private Optional<Role> level = Optional.empty();
    private Optional<String> conda = Optional.empty();
    private Optional<Integer> timeout = Optional.empty();

    GroupFields(WarningList warnings) {
      this.warnings = warnings;
      this.reader = new FieldReader(warnings);
    }

    void read(String name, Located value) {
      if (value.node().isNull()) {
        return;
      }
      switch (name) {
        case "name" -> names = texts(name, value, MAX_NAME);
        case "description" -> descriptions = texts(name, value, MAX_DESCRIPTION);
        case "icon" -> icon = reader.word(name, value).map(one -> icon(value, one)).orElse(icon);
        case "category" -> category = reader.word(name, value).orElse("");
        case "required_level", "requiredLevel" ->
            // A slip shows the group to fewer, never to more.
            level = Optional.of(reader.level("requiredLevel", value).orElse(Role.ADMIN));
        case "conda_environment", "condaEnvironment" ->
            conda = reader.word("condaEnvironment", value);
        case "auto_discovery", "autoDiscovery" ->
            autoDiscovery = reader.flag("autoDiscovery", value).orElse(true);
        case "execution_timeout", "executionTimeoutSeconds" ->
            timeout = reader.whole("executionTimeoutSeconds", value, 0, MAX_SECONDS);
        default -> unknown(name, value, warnings);
      }
    }

    private String icon(Located value, String name) {
      if (GroupMetadata.ICONS.contains(name)) {
        return name;
      }
      warnings.add(value.line(), "icon", MetadataMessages.unknownIcon(LenientText.shown(name)));
      return GroupMetadata.DEFAULT_ICON;
    }

    private Map<String, String> texts(String name, Located value, int limit) {
      Map<String, String> texts = new LinkedHashMap<>();
      reader
          .localized(name, value, limit)
          .ifPresent(
              all ->
                  all.properties()
                      .forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue())));
      return texts;
    }

    GroupMetadata metadata() {
      return new GroupMetadata(
          names,
          descriptions,
          new GroupMetadata.Look(icon, category),
          autoDiscovery,
          new GroupMetadata.Defaults(level, conda, timeout));
    }
  }
}
