package dev.tempo.process;

import dev.tempo.process.ProcessLimits.Kind;
import dev.tempo.process.ProcessSpec.Leftovers;
import dev.tempo.process.ProcessSpec.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a supervisor that comes after a restart must know of a run; stored before the spawn.
 *
 * @param startedAt just before the spawn
 * @param policy how the run is treated
 * @param cgroup the directory of its control group, if it has one
 */
record RunRecord(Instant startedAt, Policy policy, Optional<Path> cgroup) {

  Fields toFields() {
    Fields fields =
        new Fields()
            .put("startedAt", startedAt)
            .put("timeout", policy.timeout())
            .put("grace", policy.grace())
            .put("leftovers", policy.leftovers())
            .put("cgroup", cgroup);
    for (Kind kind : Kind.values()) {
      policy.limits().get(kind).ifPresent(value -> fields.put(kind.name(), value));
    }
    return fields;
  }

  static RunRecord of(Fields fields) throws IOException {
    ProcessLimits limits = ProcessLimits.NONE;
    for (Kind kind : Kind.values()) {
      Optional<String> value = fields.get(kind.name());
      limits = value.isEmpty() ? limits : limits.with(kind, Long.parseLong(value.get()));
    }
    Policy policy =
        new Policy(
            fields.get("timeout").map(Duration::parse),
            Duration.parse(fields.require("grace")),
            Leftovers.valueOf(fields.require("leftovers")),
            limits);
    return new RunRecord(
        Instant.parse(fields.require("startedAt")), policy, fields.get("cgroup").map(Path::of));
  }
}
