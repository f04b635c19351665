package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is wrong with requirements of Python packages. */
public final class RequirementMessages {
  static final Area AREA = new Area("requirement");

  public static final MessageTemplate AT =
      AREA.text("at", "line {line}, column {column}: {problem}");
  public static final MessageTemplate AND = AREA.text("and", "{problem}\n{rest}");
  public static final MessageTemplate TOO_LONG =
      AREA.text("tooLong", "The text is longer than {max} characters");
  public static final MessageTemplate ADDRESS_NAME =
      AREA.text("addressName", "An address needs a name before it: write 'name @ {url}'");
  public static final MessageTemplate PACKAGE_NAME =
      AREA.text(
          "packageName",
          "A package's name is expected (letters, digits, '.', '-', '_'), but got {given}");
  public static final MessageTemplate EXTRA_NAME =
      AREA.text(
          "extraName",
          "An extra's name is expected (letters, digits, '.', '-', '_'), but got {given}");
  public static final MessageTemplate LONG_NAME =
      AREA.text("longName", "A name is longer than {max} characters");
  public static final MessageTemplate AFTER_EXTRA =
      AREA.text("afterExtra", "',' or ']' is expected after an extra, but got {given}");
  public static final MessageTemplate AFTER_VERSIONS =
      AREA.text("afterVersions", "')' is expected after the versions, but got {given}");
  public static final MessageTemplate VARIABLES =
      AREA.text(
          "variables", "Variables such as {example} are not expanded here; use the index settings");
  public static final MessageTemplate AFTER_ADDRESS =
      AREA.text("afterAddress", "A blank is expected after the address");
  public static final MessageTemplate SCHEME =
      AREA.text(
          "scheme", "An address begins with https://, file:// or, for a repository, git+https://");
  public static final MessageTemplate NO_HOST = AREA.text("noHost", "The address names no host");
  public static final MessageTemplate ADDRESS =
      AREA.text(
          "address", "The address is not valid ({reason}); a marker needs a blank before ';'");
  public static final MessageTemplate AFTER_REQUIREMENT =
      AREA.text(
          "afterRequirement",
          "A version clause such as >=1.0, ';' or the end is expected, but got {given}");
  public static final MessageTemplate HASH_FORM =
      AREA.text("hashForm", "A hash is written as --hash=sha256:<64 hexadecimal digits>");
  public static final MessageTemplate ONLY_HASHES =
      AREA.text("onlyHashes", "Only further --hash options may follow, but got '{given}'");
  public static final MessageTemplate ALGORITHM =
      AREA.text("algorithm", "'{given}' is not one of sha256, sha384, sha512");
  public static final MessageTemplate DIGITS =
      AREA.text("digits", "A {algorithm} has {digits} hexadecimal digits");
  public static final MessageTemplate CLAUSE =
      AREA.text("clause", "'{given}' is not a version clause such as >=1.0 or ==2.*");
  public static final MessageTemplate VERSION_MISSING =
      AREA.text("versionMissing", "A version is missing after '{operator}'");
  public static final MessageTemplate LOCAL =
      AREA.text("local", "A local version ('+{given}') needs == or !=");
  public static final MessageTemplate COMPATIBLE =
      AREA.text("compatible", "~= needs a version of at least two numbers, such as ~={given}.0");
  public static final MessageTemplate PREFIX =
      AREA.text("prefix", "'.*' needs == or !=, not {operator}");
  public static final MessageTemplate PREFIX_NUMBERS =
      AREA.text(
          "prefixNumbers", "'.*' follows plain numbers only: write {example}.* or leave it out");
  public static final MessageTemplate VERSION =
      AREA.text("version", "'{given}' is not a version (PEP 440)");
  public static final MessageTemplate MARKER_END =
      AREA.text("markerEnd", "'and', 'or' or the end is expected, but got {given}");
  public static final MessageTemplate NESTED =
      AREA.text("nested", "Parentheses are nested deeper than {max}");
  public static final MessageTemplate MARKER_CLOSE =
      AREA.text("markerClose", "')' is expected, but got {given}");
  public static final MessageTemplate MARKER_VALUE =
      AREA.text(
          "markerValue",
          "A variable such as python_version or a quoted text is expected, but got " + "{given}");
  public static final MessageTemplate MARKER_VARIABLE =
      AREA.text("markerVariable", "'{given}' is not a marker variable (PEP 508)");
  public static final MessageTemplate MARKER_IN =
      AREA.text("markerIn", "'in' is expected after 'not', but got {given}");
  public static final MessageTemplate MARKER_COMPARISON =
      AREA.text("markerComparison", "A comparison such as == is expected, but got {given}");
  public static final MessageTemplate WHEEL_NAME =
      AREA.text("wheelName", "'{file}' is no name of a wheel, such as name-1.0-py3-none-any.whl");
  public static final MessageTemplate WHEEL_OTHER =
      AREA.text("wheelOther", "The wheel is of '{given}', not of '{name}'");
  public static final MessageTemplate OPTION_FILE =
      AREA.text(
          "optionFile", "{option} is refused, since it reads another file; write its lines here");
  public static final MessageTemplate OPTION_INDEX =
      AREA.text(
          "optionIndex",
          "{option} is refused; the index is a setting of Tempo, the same for all "
              + "environments");
  public static final MessageTemplate OPTION_EDITABLE =
      AREA.text(
          "optionEditable",
          "{option} is refused, since an environment must not change after it was built");
  public static final MessageTemplate OPTION =
      AREA.text("option", "{option} is refused; only --hash is allowed");

  private RequirementMessages() {}
}
