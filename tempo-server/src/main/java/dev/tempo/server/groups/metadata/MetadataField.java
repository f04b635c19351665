package dev.tempo.server.groups.metadata;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be said of a script, with its name in the API and in files. */
public enum MetadataField {
  /** Its name, by language. */
  DISPLAY_NAME("displayName", "display_name", Kind.LOCALIZED),
  /** What it does, by language. */
  DESCRIPTION("description", "description", Kind.LOCALIZED),
  /** Where its documentation lies below the group's directory, by language. */
  DESCRIPTION_LONG("descriptionLong", "description_long", Kind.LOCALIZED),
  /** The least role that may see and run it. */
  REQUIRED_LEVEL("requiredLevel", "required_level", Kind.TEXT),
  /** A word to group by. */
  CATEGORY("category", "category", Kind.TEXT),
  /** Words to find it by. */
  TAGS("tags", "tags", Kind.LIST),
  /** What its runs are asked for. */
  PARAMETERS("parameters", "parameters", Kind.LIST),
  /** After how many seconds a run is ended; 0 for never. */
  EXECUTION_TIMEOUT("executionTimeoutSeconds", "execution_timeout", Kind.TEXT),
  /** The port that its page likes. */
  PREFERRED_PORT("preferredPort", "flask_port", Kind.TEXT),
  /** Whether its page opens by itself. */
  AUTO_OPEN("autoOpen", "auto_open_interface", Kind.TEXT),
  /** Whether its page needs parameters before it opens. */
  REQUIRES_PARAMETERS("requiresParameters", "requires_parameters", Kind.TEXT),
  /** The conda environment that it runs in. */
  CONDA_ENVIRONMENT("condaEnvironment", "conda_environment", Kind.TEXT),
  /** What is installed for it. */
  REQUIREMENTS("requirements", "requirements", Kind.LIST);

  /** How a field is written. */
  enum Kind {
    LOCALIZED,
    TEXT,
    LIST
  }

  private final String apiName;
  private final String fileName;
  private final Kind kind;

  MetadataField(String apiName, String fileName, Kind kind) {
    this.apiName = apiName;
    this.fileName = fileName;
    this.kind = kind;
  }

  /** Its name in the API. */
  public String apiName() {
    return apiName;
  }

  /** Its name in files and headers. */
  public String fileName() {
    return fileName;
  }

  /** True if it is a text for each language. */
  public boolean isLocalized() {
    return kind == Kind.LOCALIZED;
  }

  boolean isList() {
    return kind == Kind.LIST;
  }

  /** The field of this name in files, which may be written with dashes and capitals. */
  static Optional<MetadataField> inFile(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(field -> field.fileName.equals(plain) || field.apiName.equals(name))
        .findFirst();
  }

  /** The field of this name in the API. */
  public static Optional<MetadataField> inApi(String name) {
    return Arrays.stream(values()).filter(field -> field.apiName.equals(name)).findFirst();
  }
}
