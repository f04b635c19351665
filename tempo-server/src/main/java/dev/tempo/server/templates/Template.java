package dev.tempo.server.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A job to start from. The texts in it stand in the catalogues of languages.
 *
 * @param id what requests call it
 * @param job the fields of the job, as a request would give them, without what people read
 * @param script with marks in the place of what people read, see {@link TemplateText}
 */
public record Template(String id, ObjectNode job, String script) {

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
