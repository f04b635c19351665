package dev.tempo.server.comparison;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;
import java.util.UUID;

/**
 * What a run ran with, as the API shows it.
 *
 * @param known whether it was noted when the run started, and the caller may see the job
 * @param interpreter what executed the script, and in which conda environment
 * @param requirements what was to be installed
 * @param packages what was installed, with its versions
 * @param variables names of environment variables; their values are not kept
 * @param settings limits, retries, queue and the like
 */
@Schema("RunEnvironment")
record RunEnvironment(
    UUID runId,
    boolean known,
    List<Entry> interpreter,
    List<String> requirements,
    List<Entry> packages,
    List<Variable> variables,
    List<Entry> settings)
    implements ApiResponse {

  /** A name and what it was. */
  record Entry(String name, String value) implements ApiResponse {}

  /** An environment variable; its value is masked. */
  record Variable(String name, boolean secret) implements ApiResponse {}
}
