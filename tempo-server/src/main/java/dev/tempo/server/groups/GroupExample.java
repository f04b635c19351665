package dev.tempo.server.groups;

import dev.tempo.server.groups.metadata.ExampleFile;
import java.time.Instant;

/**
 * Values of parameters that lie in a group.
 *
 * @param file what the file says
 * @param updatedAt when it was last changed
 */
record GroupExample(ExampleFile file, Instant updatedAt) {}
