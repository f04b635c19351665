package dev.tempo.store.jdbc.state;

import dev.tempo.JobDeclaration;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.RunType;
import dev.tempo.secret.Secret;
import dev.tempo.task.Arguments;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Converts values between their Java and column forms. */
public final class ColumnCodecs {
  private static final int MILLIS_SHIFT = 16;
  private static final String SEALED = "!=";
  private static final String ONE_EMPTY = "="; // in a value it is encoded
  private static final List<RunStatus> STATUSES =
      List.of(
          RunStatus.QUEUED,
          RunStatus.RUNNING,
          RunStatus.SUCCESS,
          RunStatus.FAILURE,
          RunStatus.TIMEOUT,
          RunStatus.CANCELLED,
          RunStatus.SKIPPED,
          RunStatus.LOST);
  private static final List<RunCause> CAUSES =
      List.of(
          RunCause.SCHEDULE,
          RunCause.MANUAL,
          RunCause.STARTUP,
          RunCause.URL,
          RunCause.RETRY,
          RunCause.API,
          RunCause.INTERFACE,
          RunCause.JOB);
  private static final List<JobDeclaration.Part> PARTS =
      List.of(JobDeclaration.Part.ENABLED, JobDeclaration.Part.SCHEDULE);
  private static final List<RunType> TYPES = List.of(RunType.BATCH, RunType.SERVICE);

  private ColumnCodecs() {}

  /** Less than every id made in this millisecond or later, and greater than all made before. */
  static UUID firstId(Instant at) {
    return new UUID(at.toEpochMilli() << MILLIS_SHIFT, 0);
  }

  /** Returns the number that stands for a status. */
  public static int code(RunStatus status) {
    return STATUSES.indexOf(status);
  }

  /**
   * One that is not known, as a newer version may write, has ended in a way that cannot be told.
   */
  static RunStatus status(int code) {
    return code >= 0 && code < STATUSES.size() ? STATUSES.get(code) : RunStatus.LOST;
  }

  /** Returns the number that stands for a cause. */
  public static int code(RunCause cause) {
    return CAUSES.indexOf(cause);
  }

  /** One that is not known came from a program. */
  static RunCause cause(int code) {
    return code >= 0 && code < CAUSES.size() ? CAUSES.get(code) : RunCause.API;
  }

  static int code(RunType type) {
    return TYPES.indexOf(type);
  }

  /** One that is not known is none that says how its job goes. */
  static RunType type(int code) {
    return code == 0 ? RunType.BATCH : RunType.SERVICE;
  }

  /** A bit for each part that others have changed; empty for a job that no program declares. */
  static OptionalInt declaration(Optional<JobDeclaration> declaration) {
    if (declaration.isEmpty()) {
      return OptionalInt.empty();
    }
    int bits = 0;
    for (JobDeclaration.Part part : declaration.get().overridden()) {
      bits |= 1 << PARTS.indexOf(part);
    }
    return OptionalInt.of(bits);
  }

  static Optional<JobDeclaration> declaration(OptionalInt bits) {
    if (bits.isEmpty()) {
      return Optional.empty();
    }
    JobDeclaration declaration = JobDeclaration.UNCHANGED;
    for (JobDeclaration.Part part : PARTS) {
      declaration = declaration.with(part, (bits.getAsInt() >> PARTS.indexOf(part) & 1) != 0);
    }
    return Optional.of(declaration);
  }

  /** As {@code application/x-www-form-urlencoded}, in order. */
  public static String text(Map<String, String> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    List<String> pairs = new ArrayList<>();
    entries.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
    return String.join("&", pairs);
  }

  /** The reverse of {@link #text(Map)}. */
  public static Map<String, String> map(String text) {
    if (text.isEmpty()) {
      return Map.of();
    }
    Map<String, String> entries = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      entries.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
    }
    return entries;
  }

  /** As {@link #text(Map)}, with {@code !=} before what is sealed: in a name it is encoded. */
  static String text(Arguments arguments) {
    if (arguments.secret().isEmpty()) {
      return text(arguments.plain());
    }
    List<String> pairs = new ArrayList<>();
    arguments.plain().forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
    arguments
        .secret()
        .forEach((name, value) -> pairs.add(encode(name) + SEALED + encode(value.text())));
    return String.join("&", pairs);
  }

  static Arguments arguments(String text) {
    if (!text.contains(SEALED)) {
      return Arguments.of(map(text));
    }
    Map<String, String> plain = new LinkedHashMap<>();
    Map<String, Secret> secret = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int sealed = pair.indexOf(SEALED);
      if (sealed < 0) {
        plain.putAll(map(pair));
      } else {
        String value = decode(pair.substring(sealed + SEALED.length()));
        secret.put(decode(pair.substring(0, sealed)), Secret.sealed(value));
      }
    }
    return new Arguments(plain, secret);
  }

  /** As the values of a form, in order; one empty value alone is told from none. */
  public static String text(List<String> values) {
    if (values.equals(List.of(""))) {
      return ONE_EMPTY;
    }
    return String.join("&", values.stream().map(ColumnCodecs::encode).toList());
  }

  /** The reverse of {@link #text(List)}. */
  public static List<String> list(String text) {
    if (text.equals(ONE_EMPTY)) {
      return List.of("");
    }
    List<String> values = new ArrayList<>();
    for (String value : text.isEmpty() ? new String[0] : text.split("&", -1)) {
      values.add(decode(value));
    }
    return values;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
