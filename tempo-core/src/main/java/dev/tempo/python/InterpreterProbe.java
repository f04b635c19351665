package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.internal.message.UnitMessages;
import dev.tempo.internal.process.TimedProcess;
import dev.tempo.process.OsAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks an executable what Python it is: one short process each. Thread-safe. */
final class InterpreterProbe {
  /** What became of the question. */
  sealed interface Answer {
    /** It is a Python that Tempo can use. */
    record Usable(Interpreter interpreter) implements Answer {}

    /** It is not, for the reason given, as long as the file stays as it is. */
    record Unusable(String reason) implements Answer {}

    /** It did not answer this time. */
    record Silent(String reason) implements Answer {}
  }

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String MARK = "tempo:";

  /** Understood by Python 2, too, so that an old one can say that it is old. */
  private static final String QUESTION =
      """
      import sys
      def tell(name, value):
          print("tempo:" + name + "=" + str(value))
      tell("version", "%d.%d.%d" % tuple(sys.version_info[:3]))
      tell("executable", sys.executable)
      base = getattr(sys, "base_prefix", sys.prefix)
      if base != sys.prefix:
          tell("base", base)
      try:
          import venv
          tell("venv", "yes")
      except ImportError:
          pass
      try:
          import pip
          tell("pip", pip.__version__)
      except ImportError:
          pass
      """;

  private final Asker asker;

  /** In whose surroundings it is asked, which may decide what is answered. */
  record Asker(Map<String, String> environment, Optional<OsAccount> account) {}

  /** By the account that runs scripts, whom what it starts may belong to. */
  InterpreterProbe(Map<String, String> environment, Optional<OsAccount> account) {
    this.asker = new Asker(Map.copyOf(environment), account);
  }

  Asker asker() {
    return asker;
  }

  /** Whether and why not this is a Python that environments can be made with. */
  Answer ask(Path executable) {
    try {
      List<String> command = List.of(executable.toString(), "-E", "-s", "-B", "-c", QUESTION);
      return answer(
          executable, TimedProcess.run(command, asker.environment(), LIMIT, asker.account()));
    } catch (IOException e) {
      return new Answer.Silent(RunMessages.NOT_STARTED.text(String.valueOf(e.getMessage())));
    }
  }

  private static Answer answer(Path executable, TimedProcess.Result result) {
    if (result.timedOut()) {
      return new Answer.Silent(PythonMessages.PROBE_TIMEOUT.text(UnitMessages.seconds(LIMIT)));
    }
    if (!result.success()) {
      return new Answer.Unusable(
          PythonMessages.PROBE_EXIT.text(result.exitCode(), result.lastLine()));
    }
    Map<String, String> facts = facts(result.output());
    return facts.containsKey("version")
        ? judge(executable, facts)
        : new Answer.Unusable(PythonMessages.PROBE_NO_VERSION.text());
  }

  private static Map<String, String> facts(String output) {
    Map<String, String> facts = new HashMap<>();
    for (String line : output.lines().toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith(MARK) && equals > 0) {
        facts.put(line.substring(MARK.length(), equals), line.substring(equals + 1).strip());
      }
    }
    return facts;
  }

  private static Answer judge(Path executable, Map<String, String> facts) {
    PythonVersion version = PythonVersion.parse(facts.get("version"));
    Optional<String> objection = objection(version, facts);
    if (objection.isPresent()) {
      return new Answer.Unusable(objection.get());
    }
    Optional<String> pip = Optional.ofNullable(facts.get("pip"));
    return new Answer.Usable(new Interpreter(itself(executable, facts), version, pip));
  }

  private static Optional<String> objection(PythonVersion version, Map<String, String> facts) {
    if (version.compareTo(PythonVersion.OLDEST) < 0) {
      String oldest = PythonVersion.OLDEST.series();
      return Optional.of(PythonMessages.PROBE_OLD.text(version, oldest));
    }
    if (facts.containsKey("base")) {
      String base = facts.get("base");
      return Optional.of(PythonMessages.PROBE_VIRTUAL.text(base));
    }
    return facts.containsKey("venv")
        ? Optional.empty()
        : Optional.of(PythonMessages.PROBE_NO_VENV.text());
  }

  /** Where it says it is: what was started may be a script in front of it. */
  private static Path itself(Path started, Map<String, String> facts) {
    String told = facts.getOrDefault("executable", "");
    return !told.isEmpty() && Files.isExecutable(Path.of(told)) ? Path.of(told) : started;
  }
}
