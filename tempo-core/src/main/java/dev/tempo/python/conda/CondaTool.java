package dev.tempo.python.conda;

import dev.tempo.internal.process.TimedProcess;
import dev.tempo.internal.text.JsonReader;
import dev.tempo.process.OsAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a tool for its environments: {@code env list --json}, which conda, mamba and micromamba
 * understand.
 *
 * @param environment the tool's variables
 * @param account under which it runs; empty for that of this JVM
 */
record CondaTool(Map<String, String> environment, Optional<OsAccount> account) {
  private static final Logger LOG = LoggerFactory.getLogger(CondaTool.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** The environments it tells of; none if it does not answer. */
  List<Path> environments(Path tool) {
    try {
      TimedProcess.Result result =
          TimedProcess.run(
              List.of(tool.toString(), "env", "list", "--json"), environment, LIMIT, account);
      int json = result.output().indexOf('{');
      if (!result.success() || json < 0) {
        LOG.info("{} does not list its environments: {}", tool, result.lastLine());
        return List.of();
      }
      Object list = JsonReader.member(JsonReader.parse(result.output().substring(json)), "envs");
      return list instanceof List<?> paths
          ? paths.stream().map(path -> Path.of(path.toString())).toList()
          : List.of();
    } catch (IOException | IllegalArgumentException e) {
      LOG.info("{} does not list its environments: {}", tool, e.getMessage());
      return List.of();
    }
  }
}
