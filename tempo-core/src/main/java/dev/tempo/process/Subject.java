package dev.tempo.process;

import java.util.Optional;

/**
 * The run that is supervised.
 *
 * @param directory its files
 * @param record how it is to be treated
 * @param identity of the wrapper, or where there is none of the command
 * @param cgroup its control group, if it is in one
 */
record Subject(
    RunDirectory directory, RunRecord record, ProcessIdentity identity, Optional<Cgroup> cgroup) {

  ProcessSpec.Policy policy() {
    return record.policy();
  }

  long pid() {
    return identity.pid();
  }
}
