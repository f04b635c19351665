package dev.tempo.process.supervise;

import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessLimits.Kind;
import dev.tempo.process.ProcessSpec.OrphanPolicy;
import dev.tempo.process.ProcessSpec.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Persists what a supervisor needs to adopt a run after a restart; stored before the spawn.
 *
 * @param startedAt just before the spawn
 * @param policy how the run is treated
 * @param cgroup the directory of its control group, if it has one
 */
public record RunFile(Instant startedAt, Policy policy, Optional<Path> cgroup) {

  public KeyValueFile toFields() {
    KeyValueFile fields =
        KeyValueFile.in(KeyValueFile.Form.PLAIN)
            .put("startedAt", startedAt)
            .put("timeout", policy.timeout())
            .put("grace", policy.grace())
            .put("leftovers", policy.orphans())
            .put("cgroup", cgroup);
    for (Kind kind : Kind.values()) {
      policy.limits().get(kind).ifPresent(value -> fields.put(kind.name(), value));
    }
    return fields;
  }

  public static RunFile of(KeyValueFile fields) throws IOException {
    ProcessLimits limits = ProcessLimits.NONE;
    for (Kind kind : Kind.values()) {
      Optional<String> value = fields.get(kind.name());
      limits = value.isEmpty() ? limits : limits.with(kind, Long.parseLong(value.get()));
    }
    Policy policy =
        new Policy(
            fields.get("timeout").map(Duration::parse),
            Duration.parse(fields.require("grace")),
            OrphanPolicy.valueOf(fields.require("leftovers")),
            limits);
    return new RunFile(
        Instant.parse(fields.require("startedAt")), policy, fields.get("cgroup").map(Path::of));
  }
}
