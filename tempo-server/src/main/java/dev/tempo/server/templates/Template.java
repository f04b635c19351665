package dev.tempo.server.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A job to start from.
 *
 * @param id what requests call it
 * @param name what people call it
 * @param job the fields of the job, as a request would give them, with the script
 */
public record Template(String id, String name, ObjectNode job) {

  /** Copies the document. */
  public Template {
    job = job.deepCopy();
  }

  /** Returns a copy of the fields of the job. */
  @Override
  public ObjectNode job() {
    return job.deepCopy();
  }
}
