package dev.tempo.process.supervise;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessSpec;
import dev.tempo.process.linux.Cgroup;
import java.util.Optional;

/**
 * The state of one supervised run.
 *
 * @param directory its files
 * @param record how it is to be treated
 * @param identity of the wrapper, or where there is none of the command
 * @param cgroup its control group, if it is in one
 */
record SupervisedRun(
    RunDirectory directory, RunFile record, ProcessIdentity identity, Optional<Cgroup> cgroup) {

  ProcessSpec.Policy policy() {
    return record.policy();
  }

  long pid() {
    return identity.pid();
  }
}
