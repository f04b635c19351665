package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.engine.turn.Turn;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is asked of whoever decides about jobs. */
sealed interface JobRequest<T> extends Request<T> {

  /** Saves a job; strictly, its version must be the stored one. */
  record Save(Job job, boolean strict) implements JobRequest<Job> {
    @Override
    public Job decide(EngineComponents parts, Turn turn) {
      return parts.editor().save(turn, job, strict);
    }

    @Override
    public Class<Job> answerType() {
      return Job.class;
    }

    @Override
    public List<?> edits() {
      return List.of(job.id(), job.key());
    }
  }

  /** Saves a job unless there is one of its key. */
  record SaveIfAbsent(Job job) implements JobRequest<Job> {
    @Override
    public Job decide(EngineComponents parts, Turn turn) {
      return parts.editor().saveIfAbsent(turn, job);
    }

    @Override
    public Class<Job> answerType() {
      return Job.class;
    }

    @Override
    public List<?> edits() {
      return List.of(job.id(), job.key());
    }
  }

  /** Lets a job run, or not. */
  record Enable(UUID jobId, boolean enabled) implements JobRequest<Job> {
    @Override
    public Job decide(EngineComponents parts, Turn turn) {
      return parts.editor().enable(turn, parts.known(jobId), enabled);
    }

    @Override
    public Class<Job> answerType() {
      return Job.class;
    }

    @Override
    public List<?> edits() {
      return List.of(jobId);
    }
  }

  /** Deletes a job; whether there was one. */
  record Delete(UUID jobId) implements JobRequest<Boolean> {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      Optional<Job> job = parts.jobs().find(jobId);
      job.ifPresent(found -> parts.editor().delete(turn, found));
      turn.afterCommit(() -> parts.work().environments().forget(jobId));
      return job.isPresent();
    }

    @Override
    public Class<Boolean> answerType() {
      return Boolean.class;
    }

    @Override
    public List<?> edits() {
      return List.of(jobId);
    }
  }
}
