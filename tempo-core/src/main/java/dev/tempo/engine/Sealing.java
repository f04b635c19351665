package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.engine.work.SecretVault;
import dev.tempo.store.JobStore;
import java.util.Optional;
import java.util.UUID;

/** Sees to it that nothing that is secret goes to another node as it is. */
record Sealing(SecretVault vault, JobStore jobs) {

  /** The same request, with all that is secret sealed. */
  @SuppressWarnings("unchecked") // a request of a kind answers as its kind does
  <T> Request<T> sealed(Request<T> request) {
    Request<?> sealed =
        switch (request) {
          case JobRequest.Save save -> new JobRequest.Save(sealed(save.job()), save.strict());
          case JobRequest.SaveIfAbsent save -> new JobRequest.SaveIfAbsent(sealed(save.job()));
          case RunCommand.Submit submit ->
              new RunCommand.Submit(submit.jobId(), sealed(submit.jobId(), submit.options()));
          case RunCommand.SubmitAfter after ->
              new RunCommand.SubmitAfter(
                  after.last(),
                  after.condition(),
                  after.jobId(),
                  sealed(after.jobId(), after.options()));
          default -> request;
        };
    return (Request<T>) sealed;
  }

  /** For the job that it will be: one that was never saved takes the place of that of its key. */
  private Job sealed(Job job) {
    Optional<Job> old = jobs.find(job.id());
    if (old.isEmpty() && job.version() == 0) {
      old = jobs.findByKey(job.key());
    }
    Job placed = old.map(known -> job.toBuilder().id(known.id()).build()).orElse(job);
    Job sealed = vault.seal(placed, old);
    return sealed == placed ? job : sealed.toBuilder().id(job.id()).build();
  }

  private RunOptions sealed(UUID jobId, RunOptions options) {
    if (options.arguments().secret().isEmpty()) {
      return options;
    }
    RunOptions.Overrides overrides =
        new RunOptions.Overrides(
            vault.seal(jobId, options.arguments()), options.script(), options.omittedParameters());
    return new RunOptions(
        options.cause(), options.startedBy(), overrides, options.attributes(), options.queueing());
  }
}
