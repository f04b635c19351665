package dev.tempo.server.jobs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What holds for jobs that were discovered, for whoever shows and changes jobs. Thread-safe. */
public interface DiscoveredRules {
  /** Where no job is discovered. */
  DiscoveredRules NONE =
      new DiscoveredRules() {
        @Override
        public List<ApiResponse> warnings(UUID jobId, Translation language) {
          return List.of();
        }

        @Override
        public void requireChange(ManagedJob old, ManagedJob changed) {}

        @Override
        public void requireContent(JobIndexEntry job) {}

        @Override
        public void requireDelete(JobIndexEntry job) {}

        @Override
        public void requireRun(JobIndexEntry job) {}

        @Override
        public void changed(Optional<Caller> caller, ManagedJob old, ManagedJob stored) {}

        @Override
        public void restored(UUID jobId) {}

        @Override
        public List<Example> examples(JobIndexEntry job) {
          return List.of();
        }
      };

  /** What is wrong with what the files of a job say. */
  List<ApiResponse> warnings(UUID jobId, Translation language);

  /**
   * Lets a change pass that can be made in Tempo.
   *
   * @throws dev.tempo.server.http.problem.ApiException 409 if the file would have to be changed
   */
  void requireChange(ManagedJob old, ManagedJob changed);

  /**
   * Lets the script of a job be written in Tempo, if only for later.
   *
   * @throws dev.tempo.server.http.problem.ApiException 409 if the file would have to be changed
   */
  void requireContent(JobIndexEntry job);

  /**
   * Lets a job be deleted whose file is gone.
   *
   * @throws dev.tempo.server.http.problem.ApiException 409 if it is there
   */
  void requireDelete(JobIndexEntry job);

  /**
   * Lets a job be run whose file is there.
   *
   * @throws dev.tempo.server.http.problem.ApiException 409 if it is gone
   */
  void requireRun(JobIndexEntry job);

  /**
   * Learns of what was changed in Tempo, which holds from now on whatever the files say.
   *
   * @param caller who changed it; empty where Tempo itself took a change back
   */
  void changed(Optional<Caller> caller, ManagedJob old, ManagedJob stored);

  /**
   * Values of a job's parameters that lie beside its script.
   *
   * @param name of their file, without its ending
   * @param values by the names of the parameters
   * @param updatedAt when the file was last changed
   */
  record Example(String name, Map<String, String> values, Instant updatedAt) {

    /** Copies the map. */
    public Example {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** Those of a job that its parameters may have, by name. */
  List<Example> examples(JobIndexEntry job);

  /** Learns that a job is there again that had been deleted. */
  void restored(UUID jobId);
}
